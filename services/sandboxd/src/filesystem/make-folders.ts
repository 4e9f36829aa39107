import { chmod, lchown, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { User, Users } from "../users.ts";

const FOLDER_MODE = 0o755;

/** Makes the folder and its parents, those that were missing being the user's. Throws what mkdir throws. */
export async function makeFolders(path: string, user: User, users: Users): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await chmod(made, FOLDER_MODE);
    await giveTo(made, user, users);
    if (made === first) return;
  }
}

/** Makes the user the owner, where this daemon may say who owns things. */
export async function giveTo(path: string, user: User, users: Users): Promise<void> {
  if (users.canChangeOwner) await lchown(path, user.uid, user.gid);
}
