import { spawn } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";

/**
 * Real pipes for a process's standard streams. Node gives a child sockets, and a socket cannot be opened anew, which
 * breaks every `> /dev/stderr` and `< /dev/stdin`; so named pipes are made in stock, opened at both ends and unlinked.
 */
export interface PipePool {
  /** A pipe that the child writes. `childEnd` is to be closed once the child has it. */
  output(): Promise<{ childEnd: number; reader: Socket }>;
  /** A pipe that the child reads. */
  input(): Promise<{ childEnd: number; writer: Socket }>;
}

const BATCH = 48;
const LOW = 16;

export function createPipePool(folder: string): PipePool {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Whoever started this daemon may have made some: they need not be waited for then.
  const stock = readdirSync(folder).map((name) => join(folder, name));
  let made = 0;
  let refilling: Promise<void> | undefined;

  function refill(): Promise<void> {
    refilling ??= makeBatch().finally(() => {
      refilling = undefined;
    });
    return refilling;
  }

  async function makeBatch(): Promise<void> {
    const paths = Array.from({ length: BATCH }, () => join(folder, `made-${made++}`));
    // Open to all, as a process may open its streams anew as whoever it is; the folder lets nobody in.
    await run("mkfifo", ["-m", "0666", ...paths]);
    stock.push(...paths);
  }

  async function take(): Promise<string> {
    while (stock.length === 0) await refill();
    if (stock.length < LOW) refill().catch(() => undefined);
    const path = stock.pop();
    if (path === undefined) throw new Error("no pipe could be made");
    return path;
  }

  if (stock.length === 0) refill().catch(() => undefined);

  return {
    output: async () => {
      const path = await take();
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const childEnd = openSync(path, constants.O_WRONLY);
      rmSync(path);
      return { childEnd, reader: new Socket({ fd: readEnd, readable: true, writable: false }) };
    },
    input: async () => {
      const path = await take();
      // Opening one end waits for the other, unless both are open already.
      const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
      const childEnd = openSync(path, constants.O_RDONLY);
      const writeEnd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      closeSync(both);
      rmSync(path);
      return { childEnd, writer: new Socket({ fd: writeEnd, readable: false, writable: true }) };
    },
  };
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}
