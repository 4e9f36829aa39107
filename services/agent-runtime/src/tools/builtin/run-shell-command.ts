import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { SandboxCommandResult } from "../../sandbox/sandbox-client.ts";
import { startBackgroundTask } from "./background-tasks.ts";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { cleanOutput } from "./clean-output.ts";
import { fileForLongText } from "./long-text-argument.ts";
import { resolvePath } from "./resolve-path.ts";
import { toolError, typeOfSandboxError } from "./tool-error.ts";

const DEFAULT_TIMEOUT_MS = 1_800_000;
const MAX_TIMEOUT_MS = 24 * 3_600_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export const runShellCommand = defineTool(
  "run_shell_command",
  {
    command: z.string(),
    description: z.string().nullish(),
    is_background: z.boolean().nullish(),
    dir_path: z.string().nullish(),
    timeout_ms: z.number().positive().nullish(),
  },
  async ({ command, is_background, dir_path, timeout_ms }, context) => {
    if (command.trim() === "") return toolError("INVALID_PARAMETER", "Command cannot be empty.");
    const cwd = resolvePath(context, dir_path ?? ".");
    try {
      if (is_background) return await runInBackground(context, command, cwd);
      return await runInForeground(context, command, cwd, Math.min(timeout_ms ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS));
    } catch (error) {
      const { type, message } = typeOfSandboxError(error, { otherwise: "SHELL_EXECUTE_ERROR" });
      return toolError(type, `Error: ${message}`);
    }
  },
);

async function runInForeground(context: BuiltinContext, command: string, cwd: string, timeoutMs: number) {
  const started = performance.now();
  const file = await fileForLongText(context, command);
  const args = file ? [file] : ["-c", command];
  const result = await context.sandbox.run(
    { cmd: "/bin/bash", args, cwd, env: context.env, timeoutMs, maxOutputBytes: MAX_OUTPUT_BYTES },
    context.signal,
  );
  const durationMs = Math.round(performance.now() - started);
  const output = await fitOutput(context, command, result);
  return {
    content: contentOf(output, result, timeoutMs),
    returnDisplay:
      output.stdout || output.stderr || (result.exitCode === 0 ? "" : `Command exited with code: ${result.exitCode}`),
    duration_ms: durationMs,
    exit_code: result.exitCode,
    interrupted: result.aborted,
    timed_out: result.timedOut,
    output_dir: output.dir,
    stdout_file: output.dir && `${output.dir}/stdout.txt`,
    stderr_file: output.dir && `${output.dir}/stderr.txt`,
    truncated: output.dir !== null,
    ...(output.dir ? { original_stdout_length: result.stdoutBytes, original_stderr_length: result.stderrBytes } : {}),
    ...errorOf(result, timeoutMs),
  };
}

function contentOf(output: FittedOutput, result: SandboxCommandResult, timeoutMs: number): string {
  const lines = [`Output: ${output.stdout || "(empty)"}`];
  const trouble = troubleOf(result, timeoutMs);
  const error = [output.stderr, ...(result.timedOut || result.aborted ? [trouble] : [])].filter((text) => text !== "");
  if (error.length > 0) lines.push(`Error: ${error.join("\n")}`);
  lines.push(`Exit Code: ${result.exitCode}`);
  if (output.dir)
    lines.push(`The output was cut in the middle. All of it is in ${output.dir}/stdout.txt and stderr.txt`);
  return lines.join("\n");
}

function errorOf(result: SandboxCommandResult, timeoutMs: number): { error?: { message: string; type: string } } {
  if (result.exitCode === 0 && !result.timedOut && !result.aborted) return {};
  return { error: { message: troubleOf(result, timeoutMs), type: "SHELL_EXECUTE_ERROR" } };
}

function troubleOf(result: SandboxCommandResult, timeoutMs: number): string {
  if (result.timedOut) return `Command timed out after ${timeoutMs} ms`;
  if (result.aborted) return "Command was stopped before it ended";
  if (result.signal) return `Command was ended by a signal: ${result.signal}`;
  return `Command exited with code: ${result.exitCode}`;
}

interface FittedOutput {
  stdout: string;
  stderr: string;
  /** Folder in the sandbox that has the output before it was cut; null when nothing was. */
  dir: string | null;
}

/** Cleans the output and, where it is too long for a model, keeps its head and tail and saves all of it in the sandbox. */
async function fitOutput(
  context: BuiltinContext,
  command: string,
  result: SandboxCommandResult,
): Promise<FittedOutput> {
  const [stdout, stderr] = [cleanOutput(result.stdout).trimEnd(), cleanOutput(result.stderr).trimEnd()];
  const { outputCharThreshold, truncateHeadChars, truncateTailChars } = context.agent.sandbox;
  if (stdout.length + stderr.length < outputCharThreshold) return { stdout, stderr, dir: null };
  const dir = `/tmp/nexau_bash_tool_results/${randomBytes(4).toString("hex")}`;
  const files = { "command.txt": command, "stdout.txt": result.stdout, "stderr.txt": result.stderr };
  // A full disk must not hide what the command said.
  await Promise.allSettled(
    Object.entries(files).map(([name, text]) => context.sandbox.writeFile(`${dir}/${name}`, text)),
  );
  const cut = (text: string) => {
    const omitted = text.length - truncateHeadChars - truncateTailChars;
    if (omitted <= 0) return text;
    return `${text.slice(0, truncateHeadChars)}\n... [${omitted} characters omitted] ...\n${text.slice(text.length - truncateTailChars)}`;
  };
  return { stdout: cut(stdout), stderr: cut(stderr), dir };
}

async function runInBackground(context: BuiltinContext, command: string, cwd: string) {
  const pid = await startBackgroundTask(context, command, cwd);
  return {
    content: `Command started in the background with PID ${pid}.\nBackground PIDs: ${pid}`,
    returnDisplay: `Command moved to background (PID: ${pid}).`,
    backgroundPids: [pid],
  };
}
