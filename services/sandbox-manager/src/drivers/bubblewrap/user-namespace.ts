import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { HOST_PATH } from "./host-path.ts";

/** A user namespace kept open by a file descriptor: it goes when the last user has closed it. */
export interface UserNamespace {
  /** As other programs started by this process can open it. */
  path: string;
  close(): void;
}

/** Ids per sandbox: enough for `root`, `user`, `nobody` and whatever a package's installation adds. */
export const IDS_PER_RANGE = 65_536;

/**
 * A user namespace in which ids 0 to 65535 are 65,536 of the host's, beginning with `firstUid`: nobody inside is anybody
 * outside. Needs root.
 */
export async function openUserNamespace(firstUid: number): Promise<UserNamespace> {
  const holder = spawn("unshare", ["--user", "sh", "-c", "echo; read -r _"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: HOST_PATH },
  });
  try {
    const failed = once(holder, "exit").then(() => {
      throw new Error("a user namespace could not be made");
    });
    failed.catch(() => undefined);
    await Promise.race([once(holder.stdout, "data"), failed]);
    const map = `0 ${firstUid} ${IDS_PER_RANGE}`;
    writeFileSync(`/proc/${holder.pid}/gid_map`, map);
    writeFileSync(`/proc/${holder.pid}/uid_map`, map);
    const fd = openSync(`/proc/${holder.pid}/ns/user`, "r");
    return { path: `/proc/${process.pid}/fd/${fd}`, close: () => closeSync(fd) };
  } finally {
    holder.stdin.destroy();
    holder.stdout.destroy();
  }
}
