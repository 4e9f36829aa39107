import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { MARKER } from "./launch.ts";
import { processIdentity } from "./process-identity.ts";

const PATIENCE_MS = 5_000;
const PAUSE_MS = 5;

/**
 * Kills every process of a sandbox whose marker begins with `prefix`, and waits until they are gone. They die with their
 * manager by themselves; this is for those that were just being started when it died, and for those that take a while.
 */
export async function killLeftovers(prefix: string): Promise<number> {
  const seen = new Set<string>();
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(PAUSE_MS)) {
    const found = markedProcesses(prefix);
    if (found.length === 0) break;
    for (const pid of found) {
      seen.add(processIdentity(pid) ?? String(pid));
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended while we looked.
      }
    }
  }
  return seen.size;
}

function markedProcesses(prefix: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const marked = `\0${readFileSync(`/proc/${name}/environ`, "latin1")}`.includes(`\0${MARKER}=${prefix}`);
      return marked && processIdentity(Number(name)) ? [Number(name)] : [];
    } catch {
      // Another user's, or gone.
      return [];
    }
  });
}
