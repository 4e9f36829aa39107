import { constants } from "node:os";
import { Code, ConnectError } from "@connectrpc/connect";
import { createOutputChannel } from "./output-channel.ts";
import { type ProcessExit, toProcessExit } from "./process-exit.ts";
import type { ProcessRequest, RunningProcess } from "./running-process.ts";

const CHUNK_BYTES = 16 * 1024;

/** A process at a pseudo-terminal. The native part is loaded on first use, and a sandbox without it has no terminals. */
export async function startTerminalProcess(
  request: ProcessRequest,
  size: { columns: number; rows: number },
): Promise<RunningProcess> {
  const { spawn } = await import("@lydell/node-pty").catch((error: unknown) => {
    throw new ConnectError("this sandbox has no terminals", Code.Unimplemented, undefined, undefined, error);
  });
  const terminal = spawn(request.cmd, request.args, {
    name: request.env.TERM ?? "xterm-256color",
    cols: size.columns,
    rows: size.rows,
    cwd: request.cwd,
    env: request.env,
    encoding: null,
    ...request.credentials,
  });
  const output = createOutputChannel({ pause: () => terminal.pause(), resume: () => terminal.resume() });
  terminal.onData((data: string | Buffer) => {
    const bytes = Buffer.from(data);
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      output.publish({ kind: "pty", data: bytes.subarray(start, start + CHUNK_BYTES) });
    }
  });
  let alive = true;
  const ended = new Promise<ProcessExit>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      const exit = toProcessExit(exitCode, signal ? (signalName(signal) ?? `SIG${signal}`) : null);
      alive = false;
      output.end(exit);
      resolve(exit);
    });
  });
  return {
    pid: terminal.pid,
    kind: "terminal",
    output,
    isAlive: () => alive,
    ended,
    // Its types know texts only, but a Buffer passes through as it is, whatever bytes it holds.
    write: async (data) => terminal.write(Buffer.from(data) as unknown as string),
    closeInput: () => {
      throw new ConnectError("a terminal's input cannot be closed; write Ctrl-D instead", Code.FailedPrecondition);
    },
    resize: (columns, rows) => terminal.resize(columns, rows),
  };
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
