import { readFileSync } from "node:fs";

/** `<pid> <start time>`: unlike a pid alone it never means another process. Undefined if there is none. */
export function processIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Field 22 of proc(5), counted from the third.
    return fields[0] === "Z" ? undefined : `${pid} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether the process that had this identity still runs. */
export function isSameProcess(identity: string): boolean {
  const pid = Number(identity.split(" ", 1)[0]);
  return Number.isInteger(pid) && pid > 0 && processIdentity(pid) === identity.trim();
}
