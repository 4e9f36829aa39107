import { ServiceError } from "@nexau-cloud/platform";
import { type AnswerEvents, createAnswerEvents } from "../events/answer-events.ts";
import type { PreparedModelCall } from "../model/model-client.ts";
import { isWorthRetrying, modelCallFailed } from "../model/model-errors.ts";
import type { AgentRun } from "./agent-run.ts";
import { createModelAnswer, type ModelAnswer } from "./model-answer.ts";
import { wellFormed } from "./open-tool-calls.ts";

export interface ModelStep {
  answer: ModelAnswer;
  /** The run was stopped on the way; `answer` holds what had arrived. */
  interrupted: boolean;
}

/** One model call with its retries. An attempt that fails after it has spoken is closed in the stream and left out of the history. */
export async function callModel(run: AgentRun): Promise<ModelStep> {
  const { control, agent } = run;
  const call = run.model.prepare({
    llm: agent.llm,
    sessionId: run.sessionId,
    system: run.system,
    messages: wellFormed(run.transcript.messages()),
    tools: run.toolbox.offers(),
  });
  const attempts = Math.max(agent.retryAttempts, 1);
  for (let attempt = 1; ; attempt++) {
    const answer = createModelAnswer();
    try {
      await attemptCall(run, call, answer);
      return { answer, interrupted: false };
    } catch (error) {
      control.abandonSignal.throwIfAborted();
      if (control.stopRequested) return { answer, interrupted: true };
      if (!isWorthRetrying(error)) throw error;
      if (attempt >= attempts) throw givenUp(attempts, error);
      const stopped = await backOff(run, attempt, error);
      if (stopped) return { answer: createModelAnswer(), interrupted: true };
    }
  }
}

async function attemptCall(run: AgentRun, call: PreparedModelCall, answer: ModelAnswer): Promise<void> {
  const { events, runId, control } = run;
  const span = run.span.child({ name: call.operation, kind: "generation", input: call.payload });
  span.set({ model: run.agent.llm.model });
  const answerEvents = createAnswerEvents({ runId, ...events });
  try {
    await follow(run, call, answer, answerEvents, () => span.set({ firstTokenAt: run.now() }));
    control.signal.throwIfAborted();
    if (answer.finish) {
      run.usage.add(answer.finish.usage);
      events.emit({ type: "USAGE_UPDATE", run_id: runId, usage: answer.finish.usage });
      span.set({ model: answer.finish.modelName ?? run.agent.llm.model, usage: answer.finish.usage });
    }
    if (!answer.hasContent()) throw modelCallFailed("The model's answer was empty.");
    span.end({ output: { text: answer.text(), tool_calls: answer.toolCalls() } });
  } catch (error) {
    answerEvents.close();
    span.end({ output: { text: answer.text() }, error });
    throw error;
  }
}

async function follow(
  run: AgentRun,
  call: PreparedModelCall,
  answer: ModelAnswer,
  answerEvents: AnswerEvents,
  onFirstPart: () => void,
): Promise<void> {
  let isFirst = true;
  for await (const part of call.stream(run.control.signal)) {
    if (isFirst) onFirstPart();
    isFirst = false;
    answer.push(part);
    answerEvents.push(part);
    await run.events.ready();
    run.control.signal.throwIfAborted();
  }
}

/** True when the run was stopped while waiting. */
async function backOff(run: AgentRun, attempt: number, error: unknown): Promise<boolean> {
  const { agent, control } = run;
  const seconds = Math.min(2 ** (attempt - 1), agent.retryBackoffMaxSeconds);
  run.events.emit({
    type: "RETRY",
    run_id: null,
    api_type: agent.llm.apiType,
    attempt,
    max_attempts: Math.max(agent.retryAttempts, 1),
    backoff_seconds: seconds,
    error_message: ServiceError.from(error).message,
  });
  try {
    await run.sleep(seconds * 1000, control.signal);
    return false;
  } catch (thrown) {
    control.abandonSignal.throwIfAborted();
    if (control.stopRequested) return true;
    throw thrown;
  }
}

function givenUp(attempts: number, error: unknown): ServiceError {
  const last = ServiceError.from(error);
  const tries = attempts === 1 ? "" : ` after ${attempts} attempts`;
  return modelCallFailed(`The model call failed${tries}: ${last.message}`, last);
}
