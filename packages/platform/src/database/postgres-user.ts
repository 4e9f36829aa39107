import { chown, readdir, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { ServiceError } from "../errors.ts";
import { commandWorks } from "./command-works.ts";

/** How to run PostgreSQL's programs, which refuse to run as root and as a user that /etc/passwd does not know. */
export interface PostgresUser {
  /** Words to put before the command. */
  prefix: string[];
  /** Who has to own the data folder, as this process sees it; undefined to leave it alone. */
  owner: number | undefined;
}

/** `nobody`, who has an entry in every /etc/passwd. */
const NOBODY = 65_534;

/** In a user namespace our own user is called `nobody`. To the file system it stays us: it reads the clone and the data wherever they lie. */
const RENAMED = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"];

/** The real `nobody`, who may enter folders of root's as root may and has no other power. */
const CHANGED = [
  ...["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--no-new-privs"],
  ...["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--"],
];

/** An ordinary user runs it as itself; others as `nobody`, renamed where the kernel allows that and changed into otherwise. */
export async function choosePostgresUser(): Promise<PostgresUser> {
  const uid = process.getuid?.();
  if (uid === undefined || (uid !== 0 && hasName())) return { prefix: [], owner: undefined };
  if (await commandWorks(RENAMED)) return { prefix: RENAMED, owner: uid };
  if (await commandWorks(CHANGED)) return { prefix: CHANGED, owner: NOBODY };
  throw new ServiceError(
    "failed_precondition",
    "embedded_database_user",
    `The embedded PostgreSQL cannot run as user ${uid}, and neither "unshare" nor "setpriv" can make it another. Start the cloud as an ordinary user, or configure a PostgreSQL of your own.`,
  );
}

/** Gives `folder` and everything in it to the user, if it is not theirs yet. */
export async function giveFolder(folder: string, { owner }: PostgresUser): Promise<void> {
  if (owner === undefined || (await stat(folder)).uid === owner) return;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), owner, owner);
  }
  await chown(folder, owner, owner);
}

function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}
