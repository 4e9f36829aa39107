import { Code, ConnectError } from "@connectrpc/connect";
import { Signal, type StartResponse } from "@nexau-cloud/contracts/process";
import { createByteChannel } from "./byte-channel.ts";
import type { SandboxCommand, SandboxProcess } from "./sandbox-client.ts";
import { isLost, type OpenSandbox, sandboxUnavailable } from "./session-sandbox.ts";

export interface StartOptions {
  /** Whether the program reads from us. */
  stdin: boolean;
  /** Aborting kills the program with everything it started. */
  signal: AbortSignal;
}

/** A deadline at the daemon, later than ours: only for the case that we are gone when the time is over. */
const DEADLINE_SURPLUS_MS = 30_000;

/** Starts a program in the sandbox. Rejects with what `isGone` knows only if it surely has not been started. */
export async function startProcess(
  open: OpenSandbox,
  command: SandboxCommand,
  { stdin, signal }: StartOptions,
): Promise<SandboxProcess> {
  signal.throwIfAborted();
  const connection = new AbortController();
  const headers = command.user
    ? { authorization: `Basic ${Buffer.from(`${command.user}:`).toString("base64")}` }
    : undefined;
  const events = open.process
    .start(
      {
        process: {
          cmd: command.cmd,
          args: command.args,
          envs: command.env ?? {},
          ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
        },
        stdin,
      },
      {
        signal: connection.signal,
        ...(headers ? { headers } : {}),
        ...(command.timeoutMs ? { timeoutMs: command.timeoutMs + DEADLINE_SURPLUS_MS } : {}),
      },
    )
    [Symbol.asyncIterator]();
  const first = await events.next();
  const started = first.done ? undefined : first.value.event;
  if (started?.event.case !== "start") throw new ConnectError("the process did not start", Code.Internal);
  const { pid } = started.event.value;
  const selector = { selector: { case: "pid" as const, value: pid } };
  const stdout = createByteChannel();
  const stderr = createByteChannel();

  const kill = async () => {
    try {
      await open.process.sendSignal({ process: selector, signal: Signal.SIGKILL });
    } catch (error) {
      // Ended already, or gone with its sandbox: either way it does not run any more.
      if (!(error instanceof ConnectError && error.code === Code.NotFound) && !isLost(error)) throw error;
    }
  };
  const onAbort = () => {
    kill().catch(() => connection.abort());
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();

  const ended = pump(events, { stdout: stdout.push, stderr: stderr.push }).finally(() => {
    signal.removeEventListener("abort", onAbort);
    stdout.end();
    stderr.end();
  });
  // Whoever cares awaits it; a process that nobody asks about must not end ours.
  ended.catch(() => undefined);

  return {
    pid,
    stdout,
    stderr,
    kill,
    ended,
    async write(data) {
      await open.process.sendInput({
        process: selector,
        input: { input: { case: "stdin", value: new TextEncoder().encode(data) } },
      });
    },
  };
}

async function pump(
  events: AsyncIterator<StartResponse>,
  output: Record<"stdout" | "stderr", (chunk: Uint8Array) => Promise<void>>,
): Promise<{ exitCode: number; status: string }> {
  let end: { exitCode: number; status: string } | undefined;
  try {
    // Read on after the end to the end of the stream: only then does the client give its deadline's timer back.
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event = next.value.event?.event;
      if (event?.case === "data") {
        const { case: kind, value } = event.value.output;
        if (kind === "stdout" || kind === "stderr") await output[kind](value);
      }
      if (event?.case === "end") end = { exitCode: event.value.exitCode, status: event.value.status };
    }
  } catch (error) {
    if (!end) throw sandboxUnavailable(error);
  }
  if (!end) throw sandboxUnavailable(new Error("the process's stream ended without its end"));
  return end;
}
