import { z } from "zod";
import { modelCallFailed } from "../model-errors.ts";
import { providerMessage } from "../model-transport.ts";

const ToolCallDelta = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.unknown().optional() }).nullish(),
});
export type ToolCallDelta = z.infer<typeof ToolCallDelta>;

/** Everything optional: providers differ in what they leave out. The last three are what different ones call reasoning. */
const Delta = z.object({
  content: z.unknown().optional(),
  refusal: z.string().nullish(),
  tool_calls: z.array(ToolCallDelta).nullish(),
  reasoning_content: z.unknown().optional(),
  reasoning: z.unknown().optional(),
  reasoning_details: z.unknown().optional(),
});
export type ChatDelta = z.infer<typeof Delta>;

const ChatChunk = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        index: z.number().nullish(),
        delta: Delta.nullish(),
        /** In place of `delta` in an answer that was not streamed. */
        message: Delta.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type ChatChunk = z.infer<typeof ChatChunk>;

/** The chunk in an event's data. An error that the provider reports inside its stream is thrown. */
export function parseChatChunk(data: string): ChatChunk {
  const parsed = ChatChunk.safeParse(parseJson(data));
  if (!parsed.success)
    throw modelCallFailed(`The model's answer is not readable at: ${data.slice(0, 200)}`, parsed.error);
  if (parsed.data.error) {
    throw modelCallFailed(`The model reported an error: ${providerMessage(parsed.data.error) ?? data.slice(0, 500)}`);
  }
  return parsed.data;
}

/** Text that is a string in most answers and a list of `{text}` in some. */
export function textOf(value: unknown, keys: string[] = ["text"]): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return value
    .map((entry: unknown) => {
      if (typeof entry !== "object" || entry === null) return "";
      const record: Record<string, unknown> = { ...entry };
      const text = keys.map((key) => record[key]).find((candidate) => typeof candidate === "string");
      return typeof text === "string" ? text : "";
    })
    .join("");
}

export function reasoningOf(delta: ChatDelta): string {
  return (
    textOf(delta.reasoning_content) || textOf(delta.reasoning) || textOf(delta.reasoning_details, ["text", "summary"])
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
