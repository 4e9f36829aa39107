import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isSameProcess, processIdentity } from "../bubblewrap/process-identity.ts";

const PATIENCE_MS = 2_000;
const PAUSE_MS = 20;

/** Kills the process that had this identity. Its sandbox goes with it, as it is the first one in there. */
export function killProcess(identity: string): void {
  if (isSameProcess(identity)) send(Number(identity.split(" ", 1)[0]));
}

/**
 * Ends what a runtime has left of a container that is gone. gVisor's processes have been seen to spin for ever afterwards;
 * they get a while to go by themselves.
 */
export async function reapRuntime(program: string, containerId: string): Promise<number> {
  let left = processesOf(program, containerId);
  for (const end = Date.now() + PATIENCE_MS; left.length > 0 && Date.now() < end; ) {
    await delay(PAUSE_MS);
    left = left.filter(isSameProcess);
  }
  for (const identity of left) killProcess(identity);
  return left.length;
}

function processesOf(program: string, containerId: string): string[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0");
      // gVisor names its processes after themselves: runsc, runsc-sandbox, runsc-gofer.
      const isRuntime = words[0]?.split("/").at(-1)?.startsWith(program) ?? false;
      const identity =
        isRuntime && words.some((word) => word.includes(containerId)) ? processIdentity(Number(name)) : undefined;
      return identity ? [identity] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

function send(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
