import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Whether `prefix`, put before a command, lets that command run on this machine. */
export async function commandWorks([program, ...words]: string[]): Promise<boolean> {
  if (process.platform !== "linux" || !program) return false;
  return promisify(execFile)(program, [...words, "true"]).then(
    () => true,
    () => false,
  );
}
