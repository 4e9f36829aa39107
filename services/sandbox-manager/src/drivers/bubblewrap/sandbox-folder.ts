import { chmod, lchown, lstat, mkdir, opendir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IDS_PER_RANGE } from "./user-namespace.ts";

/** The user that everything inside runs as unless root is asked for. */
export const USER_ID = 1000;

/**
 * The files of one sandbox, which outlive it: its home folders and /tmp. Seen from the host they belong to the range of
 * ids that the sandbox had last; a sandbox that gets another range gets its files changed over.
 */
export interface SandboxFolder {
  path: string;
  home: string;
  tmp: string;
  root: string;
  /** What is shown at /agent. */
  agent: string;
}

export function sandboxFolder(sandboxesDir: string, id: string): SandboxFolder {
  const path = join(sandboxesDir, id);
  return {
    path,
    home: join(path, "home"),
    tmp: join(path, "tmp"),
    root: join(path, "root"),
    agent: join(path, "agent"),
  };
}

/** The range that its files belong to; undefined for a new one, or one made without ranges. */
export async function ownerOf(folder: SandboxFolder): Promise<number | undefined> {
  const text = await readFile(ownerFile(folder), "utf8").catch(() => "");
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Makes what is missing and gives everything to the range; `firstUid` null leaves it with the manager's own user. */
export async function prepareSandboxFolder(folder: SandboxFolder, firstUid: number | null): Promise<void> {
  const before = await ownerOf(folder);
  const isNew = await makeFolder(folder.path, 0o700);
  await makeFolder(folder.home, 0o755);
  await makeFolder(folder.root, 0o700);
  await makeFolder(folder.agent, 0o755);
  await makeFolder(folder.tmp, 0o1777);
  if (firstUid === null || before === firstUid) return;
  // Until it is done the note is missing, so that a crash in the middle makes it begin again.
  await rm(ownerFile(folder), { force: true });
  await lchown(folder.path, firstUid, firstUid);
  if (!isNew) await shiftTree(folder, before, firstUid);
  await lchown(folder.home, firstUid + USER_ID, firstUid + USER_ID);
  await lchown(folder.root, firstUid, firstUid);
  await lchown(folder.tmp, firstUid, firstUid);
  await writeFile(ownerFile(folder), String(firstUid), { mode: 0o600 });
}

/** True when it was not there. Its mode is what is asked for, whatever the umask. */
async function makeFolder(path: string, mode: number): Promise<boolean> {
  const made = (await mkdir(path, { recursive: true })) !== undefined;
  if (made) await chmod(path, mode);
  return made;
}

const ownerFile = (folder: SandboxFolder) => `${folder.path}.owner`;

export async function deleteSandboxFolder(folder: SandboxFolder): Promise<void> {
  await rm(folder.path, { recursive: true, force: true, maxRetries: 3 });
  await rm(ownerFile(folder), { force: true });
}

async function shiftTree(folder: SandboxFolder, before: number | undefined, after: number): Promise<void> {
  for (const part of [folder.home, folder.root, folder.tmp]) await shift(part, before, after);
}

async function shift(path: string, before: number | undefined, after: number): Promise<void> {
  const stats = await lstat(path);
  const moved = (id: number) => {
    const inside = before === undefined ? id - after : id - before;
    // Shifted before a crash, or of nobody we know: then it is the user's.
    if (id >= after && id < after + IDS_PER_RANGE) return id;
    return after + (inside >= 0 && inside < IDS_PER_RANGE ? inside : USER_ID);
  };
  await lchown(path, moved(stats.uid), moved(stats.gid));
  if (!stats.isDirectory()) return;
  for await (const child of await opendir(path)) await shift(join(path, child.name), before, after);
}
