import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { Message, RunAssignment, Usage } from "@nexau-cloud/contracts";

/** The least that an agent can be. */
export function agentFixture(overrides: Partial<AgentDefinition> = {}): AgentDefinition {
  return {
    name: "helper",
    configuredName: overrides.name ?? "helper",
    description: null,
    file: "agent.yaml",
    root: "",
    systemPrompt: [{ template: "You are {{ agent_name }}.", strip: false, cache: true, file: null }],
    systemPromptSuffix: null,
    tools: [],
    skills: [],
    subAgents: [],
    stopTools: [],
    llm: {
      model: "test-model",
      apiType: "openai_chat_completion",
      temperature: null,
      maxTokens: null,
      topP: null,
      frequencyPenalty: null,
      presencePenalty: null,
      timeoutSeconds: null,
      maxRetries: 3,
      streamIdleTimeoutMs: 60_000,
      connectTimeoutMs: 5_000,
      additionalDropParams: [],
      extraParams: {},
    },
    toolCallMode: "structured",
    maxIterations: 100,
    retryAttempts: 3,
    retryBackoffMaxSeconds: 30,
    context: {},
    sandbox: {
      workDir: null,
      envs: {},
      outputCharThreshold: 10_000,
      truncateHeadChars: 5_000,
      truncateTailChars: 5_000,
    },
    ...overrides,
  };
}

export function userMessage(text: string, id = "msg_user"): Message {
  return { id, role: "user", content: [{ type: "text", text }], metadata: {}, created_at: "2026-01-01T00:00:00.000Z" };
}

export const NO_USAGE: Usage = {
  input_tokens: 0,
  completion_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 0,
  cache_creation_tokens: 0,
  cache_read_tokens: 0,
  input_tokens_uncached: 0,
};

/** The first attempt of a run in an empty session. */
export function assignmentFixture(overrides: Partial<RunAssignment> = {}): RunAssignment {
  return {
    run: {
      id: "run_1",
      sessionId: "sess_1",
      projectId: "project-1",
      distinctId: "user-1",
      versionId: "version-1",
      versionTag: "v1",
      agent: "helper",
      source: "user",
      lane: null,
      state: "running",
      stopReason: null,
      result: null,
      error: null,
      usage: NO_USAGE,
      lastSequence: 0,
      attempt: 1,
      createdAt: "2026-01-01T00:00:00.000Z",
      endedAt: null,
    },
    launch: {
      projectId: "project-1",
      versionId: "version-1",
      versionTag: "v1",
      bundle: { digest: "0".repeat(64), sizeBytes: 1, url: "http://objects.invalid/bundle" },
      env: {},
      llm: { apiType: "openai_chat_completion", model: "test-model", models: ["test-model"] },
      sandbox: { profile: "default" },
    },
    variables: { template: {}, runtime_vars: {}, sandbox_env: {} },
    history: [],
    newMessages: [userMessage("Hello")],
    sessionState: { agentId: "agent_00000001", context: {}, globalStorage: {} },
    requestToken: "token-1",
    leaseTtlMs: 30_000,
    completedIterations: 0,
    nextSequence: 1,
    traceparent: null,
    ...overrides,
  };
}
