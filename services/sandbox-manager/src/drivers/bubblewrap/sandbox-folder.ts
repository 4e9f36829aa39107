import { chmod, lchown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";
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

/** Notes which range of ids its files belong to. */
export const ownerFile = (folder: SandboxFolder) => `${folder.path}.owner`;

export async function deleteSandboxFolder(folder: SandboxFolder): Promise<void> {
  // A sandbox of an ordinary user may have closed its folders to its own user.
  if (process.getuid?.() !== 0) await runProgram("chmod", ["-R", "u+rwX", folder.path]).catch(() => undefined);
  await runProgram("rm", ["-rf", "--one-file-system", "--", folder.path]);
  await rm(ownerFile(folder), { force: true });
}

/**
 * Changes owners from one range to another. By programs that walk by open folders: what a sandbox leaves may lie deeper
 * than any path can name. Ids that are in neither range (from before a crash, or of a manager that was not root) become
 * the user's.
 */
async function shiftTree(folder: SandboxFolder, before: number | undefined, after: number): Promise<void> {
  const parts = [folder.home, folder.root, folder.tmp];
  if (before !== undefined) {
    for (const id of [0, USER_ID]) {
      await runProgram("chown", ["-hR", `--from=${before + id}`, String(after + id), ...parts]);
      await runProgram("chown", ["-hR", `--from=:${before + id}`, `:${after + id}`, ...parts]);
    }
  }
  const user = after + USER_ID;
  const outside = (kind: string) => [`-${kind}`, `-${after}`, "-o", `-${kind}`, `+${after + IDS_PER_RANGE - 1}`];
  const change = ["-execdir", "chown", "-h", `${user}:${user}`, "{}", "+"];
  await runProgram("find", [...parts, "(", ...outside("uid"), "-o", ...outside("gid"), ")", ...change]);
}
