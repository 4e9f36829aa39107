import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A sandbox's daemon's socket, which stays the one it was whatever happens to the folder that it lies in. */
export interface DaemonDoor {
  path: string;
  close(): void;
}

/** Linux's O_PATH, which Node has no name for: the file itself, without reading or writing it. */
const O_PATH = 0o10000000;
const PAUSE_MS = 5;

/**
 * Waits until the daemon listens. The folder is shared with the sandbox, where root could put a link to some socket of the
 * host in its place afterwards; so it is opened once, before anything but the daemon has run, and reached by that open file
 * from then on.
 */
export async function openDaemonDoor(socketPath: string, signal: AbortSignal): Promise<DaemonDoor> {
  for (;;) {
    signal.throwIfAborted();
    const door = tryOpen(socketPath);
    if (door && (await accepts(door.path))) return door;
    door?.close();
    await delay(PAUSE_MS, undefined, { signal });
  }
}

function tryOpen(socketPath: string): DaemonDoor | undefined {
  let fd: number;
  try {
    fd = openSync(socketPath, O_PATH | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (fstatSync(fd).isSocket()) return { path: `/proc/self/fd/${fd}`, close: () => closeSync(fd) };
  closeSync(fd);
  throw new Error("what stands in the place of the daemon's socket is none");
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
