import type { ToolDefinition } from "@nexau-cloud/agent-spec";
import { ServiceError } from "@nexau-cloud/platform";
import type { BuiltinContext, BuiltinTool } from "./builtin/builtin-tool.ts";
import { builtinProblem, findBuiltin, isBuiltinBinding } from "./builtin/builtin-tools.ts";
import { exceptionResult, normaliseResult } from "./normalise-result.ts";
import type { HostAnswer } from "./tool-host/host-messages.ts";
import { HostDied } from "./tool-host/host-process.ts";
import type { ToolHost } from "./tool-host/tool-host.ts";

export interface CallToolDeps {
  host: ToolHost;
  /** Made only for tools that need a sandbox. */
  builtinContext: (signal: AbortSignal) => Promise<BuiltinContext>;
}

/**
 * Carries out a tool by its binding. Whatever goes wrong is a result that a model can read, in the shape that NexAU gives to
 * exceptions; only an abort is thrown.
 */
export async function callTool(
  deps: CallToolDeps,
  tool: ToolDefinition,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const { name, binding } = tool;
  if (binding === null)
    return exceptionResult(name, `Tool '${name}' has no implementation: its binding is missing`, "ValueError");
  try {
    const builtin = findBuiltin(binding);
    if (builtin) return normaliseResult(await callBuiltin(deps, builtin, input, signal));
    if (isBuiltinBinding(binding)) return exceptionResult(name, builtinProblem(binding), "AttributeError");
    return hostResult(name, await deps.host.call({ tool: name, binding, input }, signal));
  } catch (error) {
    signal.throwIfAborted();
    return failure(name, error);
  }
}

async function callBuiltin(
  { builtinContext }: CallToolDeps,
  tool: BuiltinTool,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  return tool.needsSandbox ? tool.run(input, await builtinContext(signal)) : tool.run(input);
}

function hostResult(name: string, answer: HostAnswer): Record<string, unknown> {
  if (answer.error === undefined) return answer.value ?? {};
  return exceptionResult(name, answer.error, answer.error_type ?? "Exception", answer.traceback);
}

function failure(name: string, error: unknown): Record<string, unknown> {
  if (error instanceof HostDied) return exceptionResult(name, error.message, "ToolHostDied", error.output);
  if (error instanceof ServiceError) return exceptionResult(name, error.message, error.reason);
  if (error instanceof Error) return exceptionResult(name, error.message, error.name);
  return exceptionResult(name, String(error), "Error");
}
