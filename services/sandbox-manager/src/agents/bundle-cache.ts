import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { extractBundle } from "@nexau-cloud/agent-spec";
import type { BundleReference } from "@nexau-cloud/contracts";

/** Unpacked agent bundles by digest. What a digest names never changes, so it is fetched once. */
export interface BundleCache {
  /** Folder with the bundle's files, fetched if it is not there yet. */
  fetch(bundle: BundleReference): Promise<string>;
  has(digest: string): Promise<boolean>;
  /** Where it is, or would be. */
  folderOf(digest: string): string;
  /** Deletes what was last used before that time, and what a crash left half done. Running sandboxes keep their files. */
  sweep(before: Date): Promise<void>;
}

export interface BundleCacheDeps {
  dir: string;
  /** Puts the bundle's zip into the file, or throws. */
  download(bundle: BundleReference, file: string): Promise<void>;
  now: () => Date;
}

const DIGEST = /^[0-9a-f]{64}$/;

export async function createBundleCache({ dir, download, now }: BundleCacheDeps): Promise<BundleCache> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const fetching = new Map<string, Promise<string>>();
  const folderOf = (digest: string) => join(dir, digest);

  async function has(digest: string): Promise<boolean> {
    const found = await stat(folderOf(digest)).catch(() => undefined);
    if (!found) return false;
    await utimes(folderOf(digest), now(), now());
    return true;
  }

  async function fetchOnce(bundle: BundleReference): Promise<string> {
    const folder = folderOf(bundle.digest);
    if (await has(bundle.digest)) return folder;
    const zip = join(dir, `${randomBytes(8).toString("hex")}.zip`);
    try {
      await download(bundle, zip);
      await extractBundle(zip, folder);
      await utimes(folder, now(), now());
    } finally {
      await rm(zip, { force: true });
    }
    return folder;
  }

  return {
    has,
    folderOf,
    fetch: (bundle) => {
      const underWay = fetching.get(bundle.digest);
      if (underWay) return underWay;
      const started = fetchOnce(bundle).finally(() => fetching.delete(bundle.digest));
      fetching.set(bundle.digest, started);
      return started;
    },
    sweep: async (before) => {
      for (const name of await readdir(dir)) {
        const digest = DIGEST.test(name) ? name : undefined;
        if (digest && fetching.has(digest)) continue;
        if (!digest && fetching.size > 0) continue;
        const found = await stat(join(dir, name)).catch(() => undefined);
        if (found && (!digest || found.mtime < before)) await rm(join(dir, name), { recursive: true, force: true });
      }
    },
  };
}
