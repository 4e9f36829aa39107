import type { SandboxCommandResult } from "../../sandbox/sandbox-client.ts";
import type { BuiltinContext } from "./builtin-tool.ts";

/**
 * Runs a script of ours in the sandbox. Values of callers are its arguments `$1`, `$2`, ... and are never pasted into the
 * script.
 */
export function runBash(
  { sandbox, env, signal }: BuiltinContext,
  script: string,
  args: string[],
  options: { timeoutMs?: number; maxOutputBytes?: number } = {},
): Promise<SandboxCommandResult> {
  return sandbox.run({ cmd: "/bin/bash", args: ["-c", script, "bash", ...args], env, ...options }, signal);
}
