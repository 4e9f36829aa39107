import type { DemoPart } from "./demo-plan.ts";
import type { DemoRequest } from "./demo-request.ts";
import { demoUsage } from "./demo-usage.ts";

export interface DemoPace {
  /** Before each piece of slow text. */
  slowText(): Promise<void>;
  wait(seconds: number): Promise<void>;
}

/** The answer as one JSON document. */
export function demoCompletion(request: DemoRequest, parts: DemoPart[]) {
  const calls = parts.flatMap((part, index) => (part.type === "tool-call" ? [toolCall(request, part, index)] : []));
  const reasoning = joined(parts, ["reasoning"]);
  return {
    ...head(request, "chat.completion"),
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: joined(parts, ["text", "slow-text"]).trimEnd(),
          ...(reasoning ? { reasoning_content: reasoning } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        finish_reason: finishReason(parts),
      },
    ],
    usage: demoUsage(request, parts),
  };
}

/** The answer as the frames of a stream, in the way and order that real providers send them. */
export async function* demoStream(request: DemoRequest, parts: DemoPart[], pace: DemoPace): AsyncGenerator<string> {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    frame({ ...head(request, "chat.completion.chunk"), choices: [{ index: 0, delta, finish_reason }] });

  yield chunk({ role: "assistant", content: "" });
  let calls = 0;
  for (const [index, part] of parts.entries()) {
    if (part.type === "text") for (const piece of pieces(part.text)) yield chunk({ content: piece });
    if (part.type === "reasoning") for (const piece of pieces(part.text)) yield chunk({ reasoning_content: piece });
    if (part.type === "slow-text") {
      await pace.slowText();
      yield chunk({ content: part.text });
    }
    if (part.type === "wait") await pace.wait(part.seconds);
    if (part.type === "fail") return yield frame(demoError(part.status));
    if (part.type === "tool-call") yield* toolCallChunks(request, part, index, calls++, chunk);
  }
  yield chunk({}, finishReason(parts));
  if (request.includeUsage) {
    yield frame({ ...head(request, "chat.completion.chunk"), choices: [], usage: demoUsage(request, parts) });
  }
  yield frame("[DONE]");
}

export function demoError(status: number) {
  const message = `The demo model was told to fail with status ${status}.`;
  return { error: { message, type: "demo_error", param: null, code: "demo_failure" } };
}

type ToolCallPart = Extract<DemoPart, { type: "tool-call" }>;

/** Name and id first, then the arguments in pieces that are no JSON by themselves. */
function* toolCallChunks(
  request: DemoRequest,
  part: ToolCallPart,
  partIndex: number,
  index: number,
  chunk: (delta: object) => string,
): Generator<string> {
  const { id, type, function: definition } = toolCall(request, part, partIndex);
  yield chunk({ tool_calls: [{ index, id, type, function: { name: definition.name, arguments: "" } }] });
  for (const piece of pieces(definition.arguments)) {
    yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
  }
}

function toolCall({ messageCount }: DemoRequest, part: ToolCallPart, index: number) {
  return {
    id: `call_demo_${messageCount}_${index}`,
    type: "function",
    function: { name: part.name, arguments: part.arguments },
  };
}

function head({ model, messageCount }: DemoRequest, object: string) {
  return { id: `chatcmpl-demo-${messageCount}`, object, created: 0, model };
}

function finishReason(parts: DemoPart[]): string {
  return parts.some(({ type }) => type === "tool-call") ? "tool_calls" : "stop";
}

function joined(parts: DemoPart[], types: DemoPart["type"][]): string {
  return parts.map((part) => ("text" in part && types.includes(part.type) ? part.text : "")).join("");
}

/** About a word each; every character is in exactly one of them. */
function pieces(text: string): string[] {
  return text.match(/\s*\S{1,16}|\s+$/gu) ?? [];
}

const frame = (data: object | string) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
