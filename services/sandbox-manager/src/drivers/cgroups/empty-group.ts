import { readFile, rmdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 5_000;
const PAUSE_MS = 5;

/** Kills everything in a group, again and again until nobody is left, as its members may be starting others. */
export async function emptyGroup(entrances: string[]): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(PAUSE_MS)) {
    const pids = new Set((await Promise.all(entrances.map(pidsIn))).flat());
    if (pids.size === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended while we looked.
      }
    }
  }
}

/** A group may go only a moment after its last process has. */
export async function removeGroup(folder: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await delay(PAUSE_MS)) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return;
      if (code !== "EBUSY" || Date.now() > end) throw error;
    }
  }
}

async function pidsIn(file: string): Promise<number[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter(Boolean)
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid);
}
