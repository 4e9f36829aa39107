import { readFileSync } from "node:fs";

export interface User {
  name: string;
  home: string;
  uid: number;
  gid: number;
}

export interface Users {
  /** The user of that name, or undefined. */
  find(name: string): User | undefined;
  /** Names of the owner and group of a file; numbers where nobody has them. */
  nameOf(uid: number): string;
  groupOf(gid: number): string;
  /** What a process of this user is started with: nothing where this daemon cannot change users. */
  credentials(user: User): { uid?: number; gid?: number };
  /** Gives a thing that was made to the user; leaves it where this daemon cannot. */
  readonly canChangeOwner: boolean;
}

/** Users as the passwd file names them, read anew when asked, since root inside may add some. */
export function createUsers(passwdFile: string): Users {
  const canChangeOwner = process.getuid?.() === 0;
  const entries = () => parsePasswd(readFileSync(passwdFile, "utf8"));
  const find = (name: string) => entries().find((user) => user.name === name);
  return {
    find,
    nameOf: (uid) => entries().find((user) => user.uid === uid)?.name ?? String(uid),
    // Every user here has a group of the same name and number.
    groupOf: (gid) => entries().find((user) => user.gid === gid)?.name ?? String(gid),
    credentials: ({ uid, gid }) => (canChangeOwner ? { uid, gid } : {}),
    canChangeOwner,
  };
}

function parsePasswd(text: string): User[] {
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid, , home] = line.split(":");
    if (!name || !uid || !gid || !home) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home }];
  });
}
