import type { ToolDefinition } from "@nexau-cloud/agent-spec";
import { coerceArguments } from "./arguments/coerce-arguments.ts";
import { parseArguments } from "./arguments/parse-arguments.ts";
import { validateArguments } from "./arguments/validate-arguments.ts";
import type { BuiltinContext } from "./builtin/builtin-tool.ts";
import { callTool } from "./call-tool.ts";
import type { FormatContext, ModelContent } from "./formatting/format-context.ts";
import { formatResult } from "./formatting/format-result.ts";
import { imageContent } from "./formatting/image-content.ts";
import { exceptionResult, normaliseResult } from "./normalise-result.ts";
import { searchReport, searchTools, TOOL_SEARCH, toolSearchOffer } from "./search/tool-search.ts";
import { createLoadSkillTool, LOAD_SKILL } from "./skills/load-skill-tool.ts";
import { decideStop } from "./stop-tool.ts";
import { toolEnvironment, workDirOf } from "./tool-environment.ts";
import { hostSettings } from "./tool-host/host-settings.ts";
import { createToolHost } from "./tool-host/tool-host.ts";
import type { Toolbox, ToolboxDeps, ToolCall, ToolOffer, ToolOutcome } from "./toolbox.ts";

/** A tool that the framework adds to what the agent's YAML names. */
interface InjectedTool {
  offer: ToolOffer;
  /** Throws what the model is told. */
  run(input: Record<string, unknown>): string;
}

export function createToolbox({ agent, state, env, sandbox }: ToolboxDeps): Toolbox {
  const tools = new Map(agent.tools.map((tool) => [tool.name, tool]));
  const deferred = agent.tools.filter(({ deferLoading }) => deferLoading);
  const discovered = new Set<string>();
  const injected = new Map<string, InjectedTool>();
  const processEnv = toolEnvironment(env, agent, state);
  const host = createToolHost({
    sandbox,
    settings: (client) => hostSettings(agent, state, workDirOf(agent, client), processEnv),
    globalStorage: state.globalStorage,
    context: state.context,
  });

  const loadSkill = createLoadSkillTool(agent);
  if (loadSkill) {
    const run = ({ skill_name }: Record<string, unknown>) => loadSkill.load(String(skill_name ?? ""));
    injected.set(LOAD_SKILL, { offer: loadSkill.offer, run });
  }
  if (deferred.length > 0 && !tools.has(TOOL_SEARCH)) {
    const run = ({ query, max_results }: Record<string, unknown>) => {
      const limit = Number(max_results);
      const found = searchTools(
        deferred,
        String(query ?? ""),
        Number.isInteger(limit) && limit > 0 ? limit : undefined,
      );
      for (const { name } of found) discovered.add(name);
      return searchReport(found, String(query ?? ""));
    };
    injected.set(TOOL_SEARCH, { offer: toolSearchOffer, run });
  }

  async function builtinContext(signal: AbortSignal): Promise<BuiltinContext> {
    const client = await sandbox();
    const workDir = workDirOf(agent, client);
    if (workDir !== client.homeDir) await client.makeDir(workDir);
    return { sandbox: client, agent, state, workDir, env: processEnv, signal };
  }

  async function finish(
    call: ToolCall,
    formatter: string,
    input: Record<string, unknown>,
    result: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<ToolOutcome> {
    const isStop = agent.stopTools.includes(call.name);
    const { rawOutput, finalText } = isStop
      ? decideStop(call.name, input, result)
      : { rawOutput: result, finalText: null };
    const context = {
      toolName: call.name,
      toolInput: input,
      toolOutput: rawOutput,
      toolCallId: call.id,
      isError: false,
    };
    const modelContent = await formatResult(formatter, context, (path, given) => formatInHost(path, given, signal));
    return { rawOutput, modelContent, isError: false, input, finalText };
  }

  async function formatInHost(path: string, context: FormatContext, signal: AbortSignal): Promise<ModelContent> {
    const { toolName, toolInput, toolOutput, toolCallId, isError } = context;
    const answer = await host.format(
      path,
      {
        tool_name: toolName,
        tool_input: toolInput,
        tool_output: toolOutput,
        tool_call_id: toolCallId,
        is_error: isError,
      },
      signal,
    );
    const output = answer.value?.output;
    const images = imageContent(output);
    if (images) return images;
    if (typeof output === "string") return output;
    throw new Error(answer.error ?? "the formatter returned no text");
  }

  async function executeOwn(tool: ToolDefinition, call: ToolCall, signal: AbortSignal): Promise<ToolOutcome> {
    const given = coerceArguments(parseArguments(call.arguments), tool.inputSchema);
    // What the model says counts more than what the agent's YAML presets.
    const input = { ...tool.extraKwargs, ...given };
    const problem = validateArguments(tool, input);
    if (problem !== undefined) return refused(input, problem);
    return finish(call, tool.formatter, input, await callTool({ host, builtinContext }, tool, input, signal), signal);
  }

  function executeInjected(tool: InjectedTool, call: ToolCall, signal: AbortSignal): Promise<ToolOutcome> {
    const input = coerceArguments(parseArguments(call.arguments), tool.offer.inputSchema);
    return finish(call, "markdown", input, injectedResult(tool, call.name, input), signal);
  }

  return {
    offers: () => [
      ...agent.tools.filter(({ name, deferLoading }) => !deferLoading || discovered.has(name)).map(offerOf),
      ...[...injected.values()].map(({ offer }) => offer),
    ],
    isSerial: (name) => tools.get(name)?.disableParallel ?? false,
    async execute(call, signal) {
      signal.throwIfAborted();
      const tool = tools.get(call.name);
      if (tool) return executeOwn(tool, call, signal);
      const added = injected.get(call.name);
      if (added) return executeInjected(added, call, signal);
      return refused(parseArguments(call.arguments), `Tool '${call.name}' not found`);
    },
    close: () => host.close(),
  };
}

function offerOf({ name, description, inputSchema, asSkill, skillDescription }: ToolDefinition): ToolOffer {
  return { name, description: asSkill ? (skillDescription ?? description) : description, inputSchema };
}

function injectedResult(tool: InjectedTool, name: string, input: Record<string, unknown>): Record<string, unknown> {
  try {
    return normaliseResult(tool.run(input));
  } catch (error) {
    return exceptionResult(name, error instanceof Error ? error.message : String(error), "ValueError");
  }
}

const refused = (input: Record<string, unknown>, error: string): ToolOutcome => ({
  rawOutput: { error },
  modelContent: error,
  isError: true,
  input,
  finalText: null,
});
