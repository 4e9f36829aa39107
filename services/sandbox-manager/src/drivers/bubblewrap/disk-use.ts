import { spawn } from "node:child_process";

/** Bytes that folders take on the disk. Counted by `du`, beside this process and out of its way. */
export function diskUse(folders: string[], signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    // Complaints about files that went meanwhile do not matter, nor does the exit code that they bring.
    const child = spawn("nice", ["du", "--summarize", "--block-size=1", "--one-file-system", "--", ...folders], {
      stdio: ["ignore", "pipe", "ignore"],
      ...(signal ? { signal } : {}),
    });
    let text = "";
    child.stdout.on("data", (data: Buffer) => {
      text += data.toString();
    });
    child.once("error", reject);
    child.once("close", () => {
      resolve(text.split("\n").reduce((sum, line) => sum + (Number.parseInt(line, 10) || 0), 0));
    });
  });
}
