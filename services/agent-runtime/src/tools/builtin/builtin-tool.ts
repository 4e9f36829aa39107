import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import { z } from "zod";
import type { SandboxClient } from "../../sandbox/sandbox-client.ts";
import type { AgentState } from "../toolbox.ts";

/** What a built-in tool works with. */
export interface BuiltinContext {
  sandbox: SandboxClient;
  agent: AgentDefinition;
  state: AgentState;
  /** Folder that relative paths and commands start in. */
  workDir: string;
  /** Variables of every process that the tool starts. */
  env: Record<string, string>;
  /** Aborting ends what the tool does; it returns with what it has. */
  signal: AbortSignal;
}

/** A tool of NexAU's own, carried out here by way of the sandbox instead of in Python. */
export type BuiltinTool =
  | { needsSandbox: true; run(input: Record<string, unknown>, context: BuiltinContext): Promise<unknown> }
  /** Needs nothing but its arguments, so no sandbox is started for it. */
  | { needsSandbox: false; run(input: Record<string, unknown>): Promise<unknown> };

/** Arguments that the function does not take, or lacks: Python's TypeError, so that a model reads the usual words. */
export class ArgumentError extends Error {
  override readonly name = "TypeError";
}

/** A built-in tool whose arguments are checked as Python would check a call of the function. */
export function defineTool<Shape extends z.ZodRawShape>(
  name: string,
  parameters: Shape,
  run: (input: z.infer<z.ZodObject<Shape>>, context: BuiltinContext) => Promise<unknown>,
): BuiltinTool {
  return { needsSandbox: true, run: async (input, context) => run(checkCall(name, parameters, input), context) };
}

/** The same for a tool that does without a sandbox. */
export function definePlainTool<Shape extends z.ZodRawShape>(
  name: string,
  parameters: Shape,
  run: (input: z.infer<z.ZodObject<Shape>>) => Promise<unknown>,
): BuiltinTool {
  return { needsSandbox: false, run: async (input) => run(checkCall(name, parameters, input)) };
}

function checkCall<Shape extends z.ZodRawShape>(
  name: string,
  parameters: Shape,
  input: Record<string, unknown>,
): z.infer<z.ZodObject<Shape>> {
  const parsed = z.strictObject(parameters).safeParse(input);
  if (!parsed.success) throw new ArgumentError(describe(name, input, parsed.error));
  return parsed.data as z.infer<z.ZodObject<Shape>>;
}

function describe(name: string, input: Record<string, unknown>, error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") {
    return `${name}() got an unexpected keyword argument '${issue.keys[0]}'`;
  }
  const key = String(issue?.path[0] ?? "");
  if (issue && issue.path.length === 1 && input[key] === undefined) {
    return `${name}() missing 1 required positional argument: '${key}'`;
  }
  return `${name}(): argument '${issue?.path.join(".")}': ${issue?.message}`;
}
