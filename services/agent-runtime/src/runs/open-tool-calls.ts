import type { Message, ToolResultBlock, ToolUseBlock } from "@nexau-cloud/contracts";

/*
 * Every tool call needs a result right behind it, or no provider takes the history. A call has none when the runtime died,
 * or was cut off, between the two. It is never made again, as nobody knows what it did: the model is told just that.
 */

const OUTCOME_UNKNOWN =
  "The outcome of this tool call is unknown: the runtime that carried it out was lost before it could report. " +
  "It may or may not have had its effect; check before you repeat it.";

/** The calls at the end of a history that no result follows. */
export function openToolCalls(messages: Message[]): ToolUseBlock[] {
  const last = messages.findLastIndex(({ role }) => role !== "tool");
  const message = messages[last];
  return message ? unanswered(message, messages.slice(last + 1)) : [];
}

export function unknownOutcome(call: ToolUseBlock, createdAt: string): Message {
  return {
    id: `synth-tool-result-${call.id}`,
    role: "tool",
    content: [
      {
        type: "tool_result",
        tool_use_id: call.id,
        content: OUTCOME_UNKNOWN,
        is_error: true,
        raw_output: unknownOutput(call),
      },
    ],
    metadata: { tool_name: call.name, synthetic: true },
    created_at: createdAt,
  };
}

export function unknownOutput(call: ToolUseBlock): Record<string, unknown> {
  return { status: "error", error: OUTCOME_UNKNOWN, error_type: "RuntimeLost", tool_name: call.name };
}

/** The history as a provider takes it: open calls answered, results without a call left out. */
export function wellFormed(messages: Message[]): Message[] {
  return turnsOf(messages).flatMap(({ message, results }) => {
    const ids = new Set(callsOf(message).map(({ id }) => id));
    const fitting = results.filter((result) => resultsOf(result).some(({ tool_use_id }) => ids.has(tool_use_id)));
    const missing = unanswered(message, results).map((call) => unknownOutcome(call, message.created_at));
    return [message, ...fitting, ...missing];
  });
}

/** Each message with the tool results right behind it; results before any message belong to nothing. */
function turnsOf(messages: Message[]): { message: Message; results: Message[] }[] {
  const turns: { message: Message; results: Message[] }[] = [];
  for (const message of messages) {
    if (message.role !== "tool") turns.push({ message, results: [] });
    else turns.at(-1)?.results.push(message);
  }
  return turns;
}

function unanswered(message: Message, following: Message[]): ToolUseBlock[] {
  const answered = new Set(following.flatMap(resultsOf).map(({ tool_use_id }) => tool_use_id));
  return callsOf(message).filter(({ id }) => !answered.has(id));
}

const callsOf = (message: Message): ToolUseBlock[] => message.content.filter((block) => block.type === "tool_use");
const resultsOf = (message: Message): ToolResultBlock[] =>
  message.content.filter((block) => block.type === "tool_result");
