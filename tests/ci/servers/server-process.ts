import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { deathSignalPrefix } from "@nexau-cloud/platform";

export interface ServerProcess {
  readonly pid: number;
  /** The line by which it said that it is ready. */
  readonly readyLine: string;
  /** Sends a signal and waits until it is gone; does nothing when it is. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface ServerCommand {
  words: string[];
  /** Printed, on whichever output, once it is ready. */
  ready: RegExp;
  env?: Record<string, string | undefined>;
  cwd?: string;
  onOutput?: (text: string) => void;
}

/** Starts a server and waits until it says that it is ready. It ends with this process in any case. */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const [program = "", ...rest] = [...(await deathSignalPrefix()), ...command.words];
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    ...(command.cwd ? { cwd: command.cwd } : {}),
    env: { PATH: process.env.PATH, NEXAU_CI_MARK: process.env.NEXAU_CI_MARK, ...command.env },
  });
  const readyLine = await ready(child, command);
  return {
    pid: child.pid ?? 0,
    readyLine,
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    },
  };
}

function ready(child: ChildProcess, { words, ready: isReady, onOutput }: ServerCommand): Promise<string> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      if (!input) continue;
      createInterface({ input }).on("line", (line) => {
        onOutput?.(`${line}\n`);
        lines.push(line);
        if (lines.length > 50) lines.shift();
        if (isReady.test(line)) resolve(line);
      });
    }
    child.once("error", reject);
    child.once("close", () => reject(new Error(`${words.join(" ")} ended:\n${lines.join("\n")}`)));
  });
}
