import { readdirSync, readFileSync } from "node:fs";

/** Variable by which a process that left its session, and whose parents are gone, is still known to belong to a tree. */
export const TREE_VARIABLE = "SANDBOXD_PROCESS";

interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
}

const MAX_SWEEPS = 50;

/**
 * Kills `root` and everything that came from it: children, its session, and what set itself free of both. All are
 * stopped before any is killed, and looked for again until no new one shows up, so that none is born unseen.
 */
export function killTree(root: number, marker: string): void {
  const seen = new Set<number>();
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    const fresh = treeOf(root, marker).filter((pid) => !seen.has(pid));
    if (fresh.length === 0) break;
    for (const pid of fresh) {
      seen.add(pid);
      send(pid, "SIGSTOP");
    }
  }
  for (const pid of seen) send(pid, "SIGKILL");
}

/** A signal that asks, for the same processes. */
export function signalTree(root: number, marker: string, signal: NodeJS.Signals): void {
  for (const pid of treeOf(root, marker)) send(pid, signal);
}

function treeOf(root: number, marker: string): number[] {
  const entries = readProcesses();
  const members = new Set<number>();
  for (const { pid, group, session } of entries) {
    if (pid === root || group === root || session === root || carries(pid, marker)) members.add(pid);
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of entries) {
      if (members.has(pid) || !members.has(parent)) continue;
      members.add(pid);
      grown = true;
    }
  }
  members.delete(process.pid);
  members.delete(1);
  return [...members];
}

function readProcesses(): ProcessEntry[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      // The command's name stands in parentheses and may hold anything, parentheses too.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z") return [];
      return [{ pid: Number(name), parent: Number(fields[1]), group: Number(fields[2]), session: Number(fields[3]) }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

function carries(pid: number, marker: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`.includes(`\0${TREE_VARIABLE}=${marker}\0`);
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended while we looked.
  }
}
