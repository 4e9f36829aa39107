import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processInfo } from "./process-info.ts";

/** A running PostgreSQL server, as its `postmaster.pid` and its command line describe it. */
export interface Postmaster {
  pid: number;
  /** Whether the process that started it is gone, so that nobody will ever stop it. */
  orphan: boolean;
  socketDir: string;
  ready: boolean;
}

/** Setting on the server's command line that says who started it; PostgreSQL allows any name with a dot in it. */
export const OWNER_SETTING = "nexau_cloud.owner";

/**
 * The server that runs on `dataDir`. After a crash `postmaster.pid` may name a process that, in a container where numbers
 * repeat, is now something else; such a file is removed, since PostgreSQL would refuse to start over it.
 */
export async function findPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const path = join(dataDir, "postmaster.pid");
  const lines = (await readIfThere(path))?.split("\n");
  if (!lines) return undefined;
  const pid = Number(lines[0]);
  const info = pid > 1 ? await processInfo(pid) : undefined;
  if (!info) return undefined;
  if (!info.command.includes("postgres") || !info.command.includes(dataDir)) {
    await rm(path, { force: true });
    return undefined;
  }
  const owner = new RegExp(`${OWNER_SETTING}=(\\d+)`).exec(info.command)?.[1];
  return {
    pid,
    orphan: info.parentPid !== Number(owner),
    socketDir: lines[4] ?? "",
    ready: lines[7]?.trim() === "ready",
  };
}

/** Asks for a fast shutdown and waits for it; when that takes too long, for an immediate one. */
export async function stopPostmaster(dataDir: string, pid: number): Promise<void> {
  const steps = [
    { signal: "SIGINT", waitMs: 10_000 },
    { signal: "SIGQUIT", waitMs: 5_000 },
  ] as const;
  for (const { signal, waitMs } of steps) {
    signalIfThere(pid, signal);
    for (const end = Date.now() + waitMs; Date.now() < end; await delay(10)) {
      if ((await findPostmaster(dataDir))?.pid !== pid) return;
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
