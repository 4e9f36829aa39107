import { createBoundedOutput } from "./bounded-output.ts";
import type { SandboxCommand, SandboxCommandResult, SandboxProcess } from "./sandbox-client.ts";

const DEFAULT_MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export type StartCommand = (command: SandboxCommand, signal: AbortSignal) => Promise<SandboxProcess>;

/** Runs a started program to its end; a time limit or an abort ends it, and what it wrote until then is kept. */
export async function runCommand(
  start: StartCommand,
  command: SandboxCommand,
  signal: AbortSignal,
): Promise<SandboxCommandResult> {
  const deadline = command.timeoutMs ? AbortSignal.timeout(command.timeoutMs) : undefined;
  const child = await start(command, deadline ? AbortSignal.any([signal, deadline]) : signal);
  const maxBytes = command.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  const stdout = createBoundedOutput(maxBytes);
  const stderr = createBoundedOutput(maxBytes);
  const read = async (source: AsyncIterable<Uint8Array>, into: typeof stdout) => {
    for await (const chunk of source) into.add(chunk);
  };
  const [end] = await Promise.all([child.ended, read(child.stdout, stdout), read(child.stderr, stderr)]);
  const killedBy = /^signal: (.+)$/.exec(end.status)?.[1] ?? null;
  return {
    exitCode: end.exitCode,
    stdout: stdout.text(),
    stderr: stderr.text(),
    stdoutBytes: stdout.bytes,
    stderrBytes: stderr.bytes,
    timedOut: killedBy !== null && !signal.aborted && (deadline?.aborted ?? false),
    aborted: killedBy !== null && signal.aborted,
    signal: killedBy,
  };
}
