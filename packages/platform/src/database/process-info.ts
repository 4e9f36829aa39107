import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface ProcessInfo {
  parentPid: number;
  /** The command line, words parted by blanks. */
  command: string;
}

/** What the system says about a process; undefined when there is none, or only its dead body. */
export async function processInfo(pid: number): Promise<ProcessInfo | undefined> {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<ProcessInfo | undefined> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
    ]);
    // "<pid> (<name, which may hold anything>) <state> <parent> ..."
    const [state, parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return undefined;
    return { parentPid: Number(parentPid), command: command.replaceAll("\0", " ") };
  } catch {
    return undefined;
  }
}

async function fromPs(pid: number): Promise<ProcessInfo | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "ppid=,stat=,command=", "-p", String(pid)]);
    const match = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(stdout.trim());
    if (!match || match[2]?.startsWith("Z")) return undefined;
    return { parentPid: Number(match[1]), command: match[3] ?? "" };
  } catch {
    return undefined;
  }
}
