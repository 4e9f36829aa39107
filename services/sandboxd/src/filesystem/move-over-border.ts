import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";

/** Moves between file systems: /tmp and the home folder may be two. Owners, modes, times and links stay what they were. */
export async function copyOverBorder(source: string, destination: string): Promise<void> {
  await copy(source, destination);
  await rm(source, { recursive: true, force: true });
}

function copy(source: string, destination: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("cp", ["-a", "-T", "--", source, destination], { stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (data: Buffer) => {
      complaint = (complaint + data.toString()).slice(0, 2000);
    });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`cp ended with ${code}: ${complaint}`))));
  });
}
