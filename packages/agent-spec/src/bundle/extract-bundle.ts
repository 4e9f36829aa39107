import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BundleEntry } from "./bundle-entries.ts";
import { type BundleLimits, DEFAULT_BUNDLE_LIMITS } from "./bundle-limits.ts";
import { type BundleInspection, inspectArchive } from "./inspect-bundle.ts";
import { openEntry } from "./read-entry.ts";
import { asBundleError, openZip, type ZipArchive } from "./zip-archive.ts";

const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;
const FOLDER_MODE = 0o755;

/**
 * Unpacks the project into `targetDir`, nexau.json at its top. It appears there whole or not at all: the work is done in a
 * folder beside it. `targetDir` must not exist yet, unless empty.
 */
export async function extractBundle(
  zipFile: string,
  targetDir: string,
  limits: BundleLimits = DEFAULT_BUNDLE_LIMITS,
): Promise<BundleInspection> {
  await using archive = await openZip(zipFile);
  const { inspection, entries } = await inspectArchive(archive, limits);
  const workDir = `${targetDir}.${randomBytes(6).toString("hex")}.partial`;
  try {
    for (const folder of foldersOf(entries)) await makeFolder(join(workDir, folder));
    for (const entry of entries) if (!entry.isFolder) await writeEntry(archive, entry, workDir);
    await rename(workDir, targetDir);
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    throw error;
  }
  return inspection;
}

async function writeEntry(archive: ZipArchive, entry: BundleEntry, workDir: string): Promise<void> {
  const path = join(workDir, entry.path);
  const mode = entry.executable ? PROGRAM_MODE : FILE_MODE;
  const content = await asBundleError(openEntry(archive, entry));
  // `wx`: a file that is there already, or a link, would mean that a check above has a hole.
  await asBundleError(pipeline(content, createWriteStream(path, { flags: "wx", mode })));
  await chmod(path, mode);
}

/** Every folder that is there or implied, parents first; "" is the bundle's own. */
function foldersOf(entries: BundleEntry[]): string[] {
  const folders = new Set([""]);
  for (const { path, isFolder } of entries) {
    const segments = path.split("/");
    const depth = isFolder ? segments.length : segments.length - 1;
    for (let length = 1; length <= depth; length++) folders.add(segments.slice(0, length).join("/"));
  }
  return [...folders].sort();
}

/** With a mode that no umask narrows: the sandbox's user is not the one who unpacks. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, FOLDER_MODE);
}
