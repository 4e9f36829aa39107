import { randomUUID } from "node:crypto";
import type { Message } from "@nexau-cloud/contracts";
import { type AgentRun, type LoopEnd, STOPPED } from "./agent-run.ts";
import type { ModelAnswer } from "./model-answer.ts";
import { callModel } from "./model-step.ts";
import { runTools } from "./tool-step.ts";

/** Model, tools, model, tools, ... until there is an end. Everything that counts is in the transcript before it goes on. */
export async function runAgentLoop(run: AgentRun): Promise<LoopEnd> {
  let end: LoopEnd | null = null;
  while (!end) end = await iterate(run);
  return end;
}

async function iterate(run: AgentRun): Promise<LoopEnd | null> {
  run.control.abandonSignal.throwIfAborted();
  if (run.control.stopRequested) return STOPPED;
  // The last iteration is never made: it only says that there are no more. So N of them are N - 1 model calls.
  if (run.transcript.completedIterations + 1 >= run.agent.maxIterations) return iterationLimit(run);

  const { answer, interrupted } = await callModel(run);
  if (interrupted) return keepPartialAnswer(run, answer);
  await run.transcript.appendAnswer(toMessage(run, answer, false));

  const calls = answer.toolCalls();
  if (calls.length === 0) return { state: "finished", stopReason: "NO_MORE_TOOL_CALLS", result: answer.text() };
  const { finalText } = await runTools(run, calls);
  if (run.control.stopRequested) return STOPPED;
  return finalText === null ? null : { state: "finished", stopReason: "STOP_TOOL_TRIGGERED", result: finalText };
}

/** What the user has read so far belongs to the history, so that the next message can refer to it. */
async function keepPartialAnswer(run: AgentRun, answer: ModelAnswer): Promise<LoopEnd> {
  const message = toMessage(run, answer, true);
  if (message.content.length > 0) await run.transcript.append([message]);
  return STOPPED;
}

function toMessage(run: AgentRun, answer: ModelAnswer, partial: boolean): Message {
  return answer.toMessage({ id: randomUUID(), createdAt: run.now().toISOString(), partial });
}

/** The backslashes are part of the text: NexAU writes them so, and clients look for them. */
function iterationLimit(run: AgentRun): LoopEnd {
  const result = `${lastAssistantText(run.transcript.messages())}\\n\\n[Error: Maximum iteration limit reached.]`;
  return { state: "finished", stopReason: "MAX_ITERATIONS_REACHED", result };
}

function lastAssistantText(messages: Message[]): string {
  return textOf(messages.findLast(({ role }) => role === "assistant"));
}

export function textOf(message: Message | undefined): string {
  return (message?.content ?? []).flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
}
