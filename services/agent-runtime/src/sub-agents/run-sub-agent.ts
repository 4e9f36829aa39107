import { randomBytes, randomUUID } from "node:crypto";
import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { Message } from "@nexau-cloud/contracts";
import { runAgentLoop } from "../runs/agent-loop.ts";
import type { AgentRun, LoopEnd } from "../runs/agent-run.ts";
import { runFailure } from "../runs/run-failure.ts";
import { NO_VARIABLES } from "../runs/run-scope.ts";
import { createTranscript } from "../runs/transcript.ts";
import type { AgentState, ToolOutcome } from "../tools/toolbox.ts";
import type { SubAgentMemory } from "./sub-agent-memory.ts";
import type { SubAgentDeps } from "./sub-agent-tool.ts";

export interface SubAgentCall extends SubAgentDeps {
  subAgent: AgentDefinition;
  message: string;
  /** Null for a new one. */
  agentId: string | null;
  memory: SubAgentMemory;
  input: Record<string, unknown>;
}

/** A run inside a run: the same loop, its events in the same stream under a run id of its own. */
export async function runSubAgent(call: SubAgentCall): Promise<ToolOutcome> {
  const { scope, subAgent, message, memory } = call;
  const state = childState(call);
  const messages = [...memory.messages(state.agentId), userMessage(message, scope.now())];
  const span = call.span.child({
    name: `Agent: ${subAgent.name}`,
    kind: "agent",
    input: { message, agent_id: state.agentId },
  });
  const transcript = createTranscript({ messages, completedIterations: 0, write: async () => undefined });
  scope.events.emit({
    type: "RUN_STARTED",
    thread_id: scope.sessionId,
    run_id: state.runId,
    root_run_id: scope.rootRunId,
    agent_id: state.agentId,
    trace_id: scope.traceId,
    parent_run_id: null,
    input: null,
  });
  let run: AgentRun | undefined;
  try {
    run = call.openAgent(scope, { agent: subAgent, state, transcript, span, depth: call.depth + 1 });
    const end = await runAgentLoop(run);
    scope.events.emit({
      type: "RUN_FINISHED",
      thread_id: scope.sessionId,
      run_id: state.runId,
      result: end.result,
    });
    span.end({ output: { response: end.result } });
    return succeeded(call, state, end);
  } catch (error) {
    scope.control.abandonSignal.throwIfAborted();
    const failure = runFailure(error);
    scope.events.emit({ type: "RUN_ERROR", ...failure, run_id: state.runId });
    span.end({ error });
    return failed(call, state, failure);
  } finally {
    memory.keep(state.agentId, transcript.messages());
    await run?.toolbox.close();
  }
}

/** The caller's context is copied, its storage shared; the request's variables are not passed on. */
function childState({ scope, subAgent, state, agentId }: SubAgentCall): AgentState {
  return {
    agentName: subAgent.name,
    agentId: agentId ?? `agent_${randomBytes(4).toString("hex")}`,
    runId: scope.newId("run"),
    rootRunId: scope.rootRunId,
    sessionId: scope.sessionId,
    context: { ...state.context },
    globalStorage: scope.globalStorage,
    variables: NO_VARIABLES,
  };
}

function userMessage(text: string, now: Date): Message {
  return {
    id: randomUUID(),
    role: "user",
    content: [{ type: "text", text }],
    metadata: {},
    created_at: now.toISOString(),
  };
}

function succeeded(call: SubAgentCall, state: AgentState, end: LoopEnd): ToolOutcome {
  const name = call.subAgent.name;
  const result =
    `[sub_agent_id: ${state.agentId}] ${end.result}\n` +
    `Sub-agent ${name} (sub_agent_id: ${state.agentId}) has answered. Give this sub_agent_id to go on with it.`;
  return outcome(call, state, { status: "success", result }, result);
}

function failed(call: SubAgentCall, state: AgentState, failure: { code: string; message: string }): ToolOutcome {
  const error = `[sub_agent_id: ${state.agentId}] ${failure.message}`;
  return outcome(call, state, { status: "error", error, error_type: failure.code }, error);
}

function outcome(
  call: SubAgentCall,
  state: AgentState,
  { status, ...facts }: { status: string } & Record<string, string>,
  modelContent: string,
): ToolOutcome {
  const about = { sub_agent_name: call.subAgent.name, sub_agent_id: state.agentId, message: call.message };
  return {
    rawOutput: { status, ...about, ...facts },
    modelContent,
    isError: false,
    input: call.input,
    finalText: null,
  };
}
