import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface RunningChild extends AsyncDisposable {
  pid: number;
  /** The line that said it is ready. */
  readyLine: string;
}

/** Starts a Node program and waits until it writes a line that matches. Disposing ends it in order. */
export async function startChild(
  args: string[],
  options: { env?: Record<string, string>; ready: RegExp },
): Promise<RunningChild> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const errors: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors.push(text);
    if (errors.length > 200) errors.shift();
  });
  const readyLine = await lineMatching(child, options.ready, errors);
  return {
    pid: child.pid ?? 0,
    readyLine,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function lineMatching(child: ChildProcess, pattern: RegExp, errors: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-10_000);
      const line = text.split("\n").find((candidate) => pattern.test(candidate));
      if (line) resolve(line);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready:\n${errors.join("")}`)));
  });
}
