import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type BundleLimits, extractBundle } from "@nexau-cloud/agent-spec";
import type { BundleReference } from "@nexau-cloud/contracts";
import { downloadBundle } from "./download-bundle.ts";

export interface BundleCache {
  /** Calls `use` with the folder of the unpacked bundle, which stays there as long as it takes. */
  withBundle<Result>(bundle: BundleReference, use: (dir: string) => Promise<Result>): Promise<Result>;
}

export interface BundleCacheDeps {
  dir: string;
  limits: BundleLimits;
  /** Unpacked bundles beyond it are removed, those unused for longest first. */
  maxBytes: number;
  downloadTimeoutMs: number;
  /** Absolute URL of a signed one, which is relative where the Backend serves the objects. */
  toAbsoluteUrl(url: string): Promise<string>;
}

interface Entry {
  ready: Promise<void>;
  bytes: number;
  users: number;
}

/** Unpacked bundles by digest. The content is its own name, so an entry is never out of date. */
export async function createBundleCache(deps: BundleCacheDeps): Promise<BundleCache> {
  const { dir, maxBytes } = deps;
  /** In order of use, the latest last. */
  const entries = await findEntries(dir);

  async function withBundle<Result>(bundle: BundleReference, use: (dir: string) => Promise<Result>): Promise<Result> {
    const entry = entries.get(bundle.digest) ?? fetchEntry(bundle);
    entries.delete(bundle.digest);
    entries.set(bundle.digest, entry);
    entry.users++;
    try {
      await entry.ready;
      return await use(join(dir, bundle.digest));
    } finally {
      entry.users--;
      await evict();
    }
  }

  function fetchEntry(bundle: BundleReference): Entry {
    const entry: Entry = { ready: Promise.resolve(), bytes: 0, users: 0 };
    entry.ready = unpack(deps, bundle).then(
      (bytes) => {
        entry.bytes = bytes;
      },
      (error: unknown) => {
        if (entries.get(bundle.digest) === entry) entries.delete(bundle.digest);
        throw error;
      },
    );
    return entry;
  }

  async function evict(): Promise<void> {
    let total = [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [digest, entry] of entries) {
      if (total <= maxBytes) return;
      if (entry.users > 0) continue;
      total -= entry.bytes;
      entries.delete(digest);
      await rm(join(dir, digest), { recursive: true, force: true });
    }
  }

  return { withBundle };
}

async function unpack(deps: BundleCacheDeps, bundle: BundleReference): Promise<number> {
  const target = join(deps.dir, bundle.digest);
  const url = await deps.toAbsoluteUrl(bundle.url);
  await using zip = await downloadBundle({ url, bundle, dir: deps.dir, timeoutMs: deps.downloadTimeoutMs });
  try {
    const { totalBytes } = await extractBundle(zip.path, target, deps.limits);
    return totalBytes;
  } catch (error) {
    // Another runtime on the same folder may have been faster; what it unpacked is the same.
    if (await isFolder(target)) return bundle.sizeBytes;
    throw error;
  }
}

/** What an earlier life of this runtime left: whole bundles are kept, everything half done is removed. */
async function findEntries(dir: string): Promise<Map<string, Entry>> {
  await mkdir(dir, { recursive: true });
  const entries = new Map<string, Entry>();
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    if (/^[0-9a-f]{64}$/.test(name)) {
      entries.set(name, { ready: Promise.resolve(), bytes: await folderBytes(path), users: 0 });
    } else await rm(path, { recursive: true, force: true });
  }
  return entries;
}

async function folderBytes(dir: string): Promise<number> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
