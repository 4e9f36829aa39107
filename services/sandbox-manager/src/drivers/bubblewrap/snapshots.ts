import { copyFile, lchown, mkdir, rename, rm } from "node:fs/promises";
import { runProgram } from "./run-program.ts";
import { deleteSandboxFolder, ownerFile, ownerOf, type SandboxFolder } from "./sandbox-folder.ts";

/** Copies a sandbox's files. Half a copy never stands under the snapshot's name. */
export async function takeSnapshot(source: SandboxFolder, target: SandboxFolder): Promise<void> {
  const draft = `${target.path}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  try {
    await copyTree([source.home, source.tmp, source.root], draft);
    await copyOwner(source, target);
    await rename(draft, target.path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    await rm(ownerFile(target), { force: true });
    throw error;
  }
}

/** Makes a snapshot's files those of a new sandbox. */
export async function copySnapshot(snapshot: SandboxFolder, sandbox: SandboxFolder): Promise<void> {
  await mkdir(sandbox.path, { mode: 0o700 });
  try {
    await copyTree([snapshot.home, snapshot.tmp, snapshot.root], sandbox.path);
    const owner = await ownerOf(snapshot);
    if (owner !== undefined) await lchown(sandbox.path, owner, owner);
    await copyOwner(snapshot, sandbox);
  } catch (error) {
    await deleteSandboxFolder(sandbox);
    throw error;
  }
}

export const deleteSnapshot = (snapshot: SandboxFolder): Promise<void> => deleteSandboxFolder(snapshot);

/** Blocks are shared where the file system can, so that a copy costs what is changed in it later. */
async function copyTree(folders: string[], into: string): Promise<void> {
  await runProgram("cp", ["--archive", "--reflink=auto", "--one-file-system", "--", ...folders, into]);
}

/** None where the manager is not root. */
async function copyOwner(from: SandboxFolder, to: SandboxFolder): Promise<void> {
  await copyFile(ownerFile(from), ownerFile(to)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
