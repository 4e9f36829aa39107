import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HOST_PATH } from "./host-path.ts";

const execute = promisify(execFile);

/** Runs a program of the machine to its end. Throws with what it said when it fails. */
export async function runProgram(program: string, args: string[]): Promise<string> {
  const { stdout } = await execute(program, args, {
    env: { PATH: HOST_PATH, LC_ALL: "C" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}
