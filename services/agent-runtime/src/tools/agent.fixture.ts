import type { AgentDefinition, ToolDefinition } from "@nexau-cloud/agent-spec";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import { createToolbox } from "./create-toolbox.ts";
import type { AgentState, Toolbox, ToolOutcome } from "./toolbox.ts";

/** Definitions for tests, with everything that a test does not care about filled in. */
export function toolWith(more: Partial<ToolDefinition> & { name: string }): ToolDefinition {
  return {
    description: "A tool.",
    inputSchema: { type: "object", properties: {} },
    binding: null,
    lazy: false,
    asSkill: false,
    skillDescription: null,
    deferLoading: false,
    searchHint: null,
    disableParallel: false,
    extraKwargs: {},
    formatter: "markdown",
    file: `tools/${more.name}.yaml`,
    ...more,
  };
}

export function agentWith(more: Partial<AgentDefinition>): AgentDefinition {
  return {
    name: "main",
    configuredName: "main",
    description: null,
    file: "agent.yaml",
    root: "",
    systemPrompt: [],
    systemPromptSuffix: null,
    tools: [],
    skills: [],
    subAgents: [],
    stopTools: [],
    llm: {
      model: "demo",
      apiType: "openai_chat_completion",
      temperature: null,
      maxTokens: null,
      topP: null,
      frequencyPenalty: null,
      presencePenalty: null,
      timeoutSeconds: null,
      maxRetries: 3,
      streamIdleTimeoutMs: 300_000,
      connectTimeoutMs: 15_000,
      additionalDropParams: [],
      extraParams: {},
    },
    toolCallMode: "structured",
    maxIterations: 100,
    retryAttempts: 5,
    retryBackoffMaxSeconds: 30,
    context: {},
    sandbox: {
      workDir: null,
      envs: {},
      outputCharThreshold: 10_000,
      truncateHeadChars: 5_000,
      truncateTailChars: 5_000,
    },
    ...more,
  };
}

export const stateWith = (more: Partial<AgentState> = {}): AgentState => ({
  agentName: "main",
  agentId: "agent_00000001",
  runId: "run_1",
  rootRunId: "run_1",
  sessionId: "ses_1",
  context: {},
  globalStorage: {},
  variables: { template: {}, runtime_vars: {}, sandbox_env: {} },
  ...more,
});

export interface TestToolbox extends AsyncDisposable {
  toolbox: Toolbox;
  state: AgentState;
  /** Calls a tool with arguments, or with the text a model wrote. */
  call(name: string, input?: Record<string, unknown> | string, signal?: AbortSignal): Promise<ToolOutcome>;
}

export function toolboxFor(sandbox: SandboxClient, agent: AgentDefinition, state = stateWith()): TestToolbox {
  const toolbox = createToolbox({ agent, state, env: {}, sandbox: async () => sandbox });
  return {
    toolbox,
    state,
    call: (name, input = {}, signal = new AbortController().signal) =>
      toolbox.execute(
        { id: "call_1", name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
        signal,
      ),
    [Symbol.asyncDispose]: () => toolbox.close(),
  };
}
