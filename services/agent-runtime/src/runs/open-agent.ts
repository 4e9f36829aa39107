import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import { createModelClient } from "../model/model-clients.ts";
import { withSubAgents } from "../sub-agents/sub-agent-tool.ts";
import type { AgentState } from "../tools/toolbox.ts";
import type { TraceSpan } from "../traces/trace-recorder.ts";
import type { AgentRun } from "./agent-run.ts";
import type { RunScope } from "./run-scope.ts";
import { systemPrompts } from "./system-prompts.ts";
import type { Transcript } from "./transcript.ts";

export interface OpenAgent {
  agent: AgentDefinition;
  state: AgentState;
  transcript: Transcript;
  span: TraceSpan;
  /** 0 for the root agent. */
  depth: number;
}

/** Puts an agent to work in a run. Its toolbox has to be closed in the end. */
export function openAgent(scope: RunScope, { agent, state, transcript, span, depth }: OpenAgent): AgentRun {
  const { env, sandbox, sessionId, events, control, usage, sleep, now } = scope;
  const model = createModelClient(agent.llm.apiType, scope.transport);
  const system = systemPrompts(agent, state.variables.template, now());
  const own = scope.createToolbox({ agent, state, env, sandbox });
  const toolbox = withSubAgents(own, { scope, agent, state, span, depth, openAgent });
  const { runId } = state;
  return { runId, sessionId, agent, model, system, toolbox, transcript, events, control, usage, span, sleep, now };
}
