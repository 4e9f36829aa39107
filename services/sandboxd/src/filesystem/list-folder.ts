import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import type { EntryInfo } from "@nexau-cloud/contracts/filesystem";
import type { Users } from "../users.ts";
import { readEntry } from "./entry-info.ts";

/** Most entries of one answer: they are held in memory. */
const MAX_ENTRIES = 100_000;

/**
 * What lies in a folder, down to `depth`, in order of name. The folder itself may be a link; links in it are not followed.
 * Paths keep the way in which the folder was named. Throws what stat and readdir throw.
 */
export async function listFolder(path: string, depth: number, users: Users): Promise<EntryInfo[]> {
  const found = await stat(path);
  if (!found.isDirectory()) throw new ConnectError(`path '${path}' is not a directory`, Code.InvalidArgument);
  await realpath(path);
  const entries: EntryInfo[] = [];
  await collect(path, Math.max(depth, 1), users, entries);
  return entries;
}

async function collect(folder: string, depth: number, users: Users, into: EntryInfo[]): Promise<void> {
  const children = await readdir(folder, { withFileTypes: true });
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    const path = join(folder, child.name);
    const entry = await readEntry(path, users).catch(() => undefined);
    // It may have gone since the folder was read.
    if (!entry) continue;
    if (into.length >= MAX_ENTRIES) {
      throw new ConnectError(`more than ${MAX_ENTRIES} entries; ask for less depth`, Code.ResourceExhausted);
    }
    into.push(entry);
    if (child.isDirectory() && depth > 1) await collect(path, depth - 1, users, into).catch(() => undefined);
  }
}
