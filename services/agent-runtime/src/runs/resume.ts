import type { Message, RunAssignment } from "@nexau-cloud/contracts";
import { pythonJson } from "../events/python-json.ts";
import { textOf } from "./agent-loop.ts";
import { type LoopEnd, type RunEvents, STOPPED } from "./agent-run.ts";
import { openToolCalls, unknownOutcome, unknownOutput } from "./open-tool-calls.ts";
import type { Transcript } from "./transcript.ts";

export interface ResumeDeps {
  assignment: RunAssignment;
  transcript: Transcript;
  events: RunEvents;
  now: () => Date;
}

/**
 * Brings the transcript to where the loop can go on: this turn's messages in it, and no tool call without a result. Answers
 * with the run's end where an earlier attempt had come that far and only could not say so any more.
 */
export async function resume({ assignment, transcript, events, now }: ResumeDeps): Promise<LoopEnd | null> {
  const open = openToolCalls(transcript.messages());
  const synthetic = open.map((call) => unknownOutcome(call, now().toISOString()));
  await transcript.append([...synthetic, ...assignment.newMessages]);
  if (assignment.newMessages.length > 0) return null;
  for (const call of open) {
    events.emit({
      type: "TOOL_CALL_RESULT",
      tool_call_id: call.id,
      content: pythonJson(unknownOutput(call)),
      role: "tool",
    });
  }
  return endOfEarlierAttempt(transcript.messages());
}

function endOfEarlierAttempt(messages: Message[]): LoopEnd | null {
  const last = messages.at(-1);
  if (last?.role === "assistant" && last.content.every(({ type }) => type !== "tool_use")) {
    if (last.metadata.partial === true) return STOPPED;
    return { state: "finished", stopReason: "NO_MORE_TOOL_CALLS", result: textOf(last) };
  }
  const results = messages.slice(messages.findLastIndex(({ role }) => role !== "tool") + 1);
  const finalText = results.map(({ metadata }) => metadata.final_text).find((text) => typeof text === "string");
  return finalText === undefined ? null : { state: "finished", stopReason: "STOP_TOOL_TRIGGERED", result: finalText };
}
