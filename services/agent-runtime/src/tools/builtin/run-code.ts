import { z } from "zod";
import { defineTool } from "./builtin-tool.ts";
import { fileForLongText } from "./long-text-argument.ts";

const DEFAULT_TIMEOUT_MS = 120_000;
const MAX_TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 64 * 1024;

/** Python in the sandbox, in a process of its own. */
export const runCode = defineTool(
  "run_code_tool",
  { code_block: z.string(), timeout: z.number().positive().nullish(), description: z.unknown().optional() },
  async ({ code_block, timeout }, context) => {
    const timeoutMs = Math.min(timeout ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
    const started = performance.now();
    const file = await fileForLongText(context, code_block);
    const { sandbox, workDir: cwd, env, signal } = context;
    const result = await sandbox.run(
      {
        cmd: "python3",
        args: file ? [file] : ["-c", code_block],
        cwd,
        env,
        timeoutMs,
        maxOutputBytes: MAX_OUTPUT_BYTES,
      },
      signal,
    );
    const failed = result.exitCode !== 0;
    const lastLine = result.stderr.trim().split("\n").at(-1) ?? "";
    return {
      status: result.timedOut ? "timeout" : failed ? "error" : "success",
      duration_ms: Math.round(performance.now() - started),
      stdout: result.stdout,
      stderr: result.stderr,
      exit_code: result.exitCode,
      ...(failed
        ? {
            error: result.timedOut ? `timed out after ${timeoutMs} ms` : lastLine,
            error_type: /^(\w+)(?::|$)/.exec(lastLine)?.[1] ?? "Error",
          }
        : {}),
    };
  },
);
