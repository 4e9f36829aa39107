import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { HOST_PATH } from "./host-path.ts";

/**
 * A mount namespace of the manager's own in which the folders that sandboxes are made of stand at paths that everybody
 * may walk, whatever the modes of the folders above them on the host (/root is closed, as are data folders). Sandboxes
 * are built by an unprivileged id, which could not reach them otherwise. It is held by an open file and vanishes with
 * the manager: nothing is mounted on the host itself.
 */
export interface Room {
  /** As other programs started by this process can open it. */
  namespacePath: string;
  /** Where the folder or file that was handed in stands in the room. */
  pathOf(name: string): string;
  close(): void;
}

/** A folder that every distribution has and no sandbox is shown. */
const ROOM_AT = "/mnt";

const SCRIPT = `
set -e
draft=$1; shift
mount -t tmpfs -o mode=0755,nosuid,nodev room "$draft"
while [ $# -gt 0 ]; do
  if [ -d "$2" ]; then mkdir "$draft/$1"; else : > "$draft/$1"; fi
  mount --bind "$2" "$draft/$1"
  shift 2
done
mount --rbind "$draft" ${ROOM_AT}
echo ready
read -r _ || true
`;

/** `contents` by the name each gets in the room. `draftDir` is an empty folder to build it in. Needs root. */
export async function openRoom(draftDir: string, contents: Record<string, string>): Promise<Room> {
  mkdirSync(draftDir, { recursive: true });
  const words = Object.entries(contents).flat();
  const holder = spawn(
    "unshare",
    ["--mount", "--propagation", "private", "sh", "-c", SCRIPT, "sh", draftDir, ...words],
    {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: HOST_PATH },
    },
  );
  let complaint = "";
  holder.stderr.on("data", (data: Buffer) => {
    complaint += data.toString();
  });
  try {
    const failed = once(holder, "close").then(() => {
      throw new Error(`the mount namespace for sandboxes could not be made: ${complaint.trim()}`);
    });
    failed.catch(() => undefined);
    await Promise.race([once(holder.stdout, "data"), failed]);
    const fd = openSync(`/proc/${holder.pid}/ns/mnt`, "r");
    return {
      namespacePath: `/proc/${process.pid}/fd/${fd}`,
      pathOf: (name) => `${ROOM_AT}/${name}`,
      close: () => closeSync(fd),
    };
  } finally {
    holder.stdin.destroy();
  }
}
