import { randomBytes } from "node:crypto";
import type { ModelPart } from "../model-client.ts";
import { modelCallFailed } from "../model-errors.ts";
import { type ChatChunk, type ChatDelta, reasoningOf, textOf } from "./chat-chunk.ts";
import { createToolCallParts } from "./chat-tool-calls.ts";
import { toUsage } from "./chat-usage.ts";

export interface ChatParts {
  push(chunk: ChatChunk): ModelPart[];
  /** The end of the stream; `done` when the provider said so itself. Throws when the answer was cut. */
  end(done: boolean): ModelPart[];
}

/** Reads the chunks of one answer. Only the first choice counts: we never ask for more. */
export function createChatParts(): ChatParts {
  const toolCalls = createToolCallParts();
  const reasoningDetails: unknown[] = [];
  let state: "before" | "open" | "ended" = "before";
  let thinking = false;
  let modelName: string | null = null;
  let stopReason: string | null = null;
  let usage: unknown;

  function endThinking(): ModelPart[] {
    if (!thinking) return [];
    thinking = false;
    return [{ type: "reasoning-end", signature: null, redactedData: null }];
  }

  function reasoningParts(delta: ChatDelta): ModelPart[] {
    if (Array.isArray(delta.reasoning_details)) reasoningDetails.push(...delta.reasoning_details);
    const text = reasoningOf(delta);
    if (text === "") return [];
    const start: ModelPart[] = thinking ? [] : [{ type: "reasoning-start", redacted: false }];
    thinking = true;
    return [...start, { type: "reasoning-delta", text }];
  }

  function contentParts(delta: ChatDelta): ModelPart[] {
    const parts: ModelPart[] = [textOf(delta.content), delta.refusal ?? ""]
      .filter((text) => text !== "")
      .map((text) => ({ type: "text-delta", text }));
    parts.push(...(delta.tool_calls ?? []).flatMap(toolCalls.push));
    return parts.length > 0 ? [...endThinking(), ...parts] : [];
  }

  function endMessage(): ModelPart[] {
    if (state !== "open") return [];
    state = "ended";
    return [...endThinking(), ...toolCalls.close(), { type: "message-end" }];
  }

  function push(chunk: ChatChunk): ModelPart[] {
    modelName = chunk.model ?? modelName;
    usage = chunk.usage ?? usage;
    const choice = chunk.choices?.find(({ index }) => (index ?? 0) === 0);
    if (!choice || state === "ended") return [];
    const parts: ModelPart[] = [];
    if (state === "before") {
      state = "open";
      parts.push({ type: "message-start", id: chunk.id || `chatcmpl-${randomBytes(12).toString("hex")}` });
    }
    const delta = choice.delta ?? choice.message;
    if (delta) parts.push(...reasoningParts(delta), ...contentParts(delta));
    if (choice.finish_reason) {
      stopReason = choice.finish_reason;
      parts.push(...endMessage());
    }
    return parts;
  }

  function end(done: boolean): ModelPart[] {
    if (!done && state !== "ended") throw modelCallFailed("The model broke off in the middle of its answer.");
    const metadata = reasoningDetails.length > 0 ? { reasoning_details: reasoningDetails } : {};
    return [...endMessage(), { type: "finish", stopReason, modelName, usage: toUsage(usage), metadata }];
  }

  return { push, end };
}
