import type { LlmDefinition } from "@nexau-cloud/agent-spec";
import type { ModelClient, ModelPart } from "../model-client.ts";
import { modelCallFailed } from "../model-errors.ts";
import type { ModelTransport } from "../model-transport.ts";
import { createSseParser } from "../sse-parser.ts";
import { parseChatChunk } from "./chat-chunk.ts";
import { createChatParts } from "./chat-parts.ts";
import { toChatRequest } from "./chat-request.ts";

/** api_type `openai_chat_completion`. */
export function createOpenaiChatClient(transport: ModelTransport): ModelClient {
  return {
    prepare(request) {
      const payload = toChatRequest(request);
      return {
        operation: "OpenAI chat.completions.create (stream)",
        payload,
        stream: (signal) => callChat(transport, request.llm, payload, signal),
      };
    },
  };
}

async function* callChat(
  transport: ModelTransport,
  llm: LlmDefinition,
  body: Record<string, unknown>,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const idleTimeoutMs = Math.min(llm.streamIdleTimeoutMs, (llm.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000);
  const { connectTimeoutMs } = llm;
  const answer = await transport.post({ path: "/v1/chat/completions", body, connectTimeoutMs, idleTimeoutMs }, signal);
  if (answer.contentType.startsWith("application/json")) yield* wholeAnswer(answer.chunks);
  else yield* streamedAnswer(answer.chunks);
}

async function* streamedAnswer(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ModelPart> {
  const parser = createSseParser();
  const parts = createChatParts();
  for await (const bytes of chunks) {
    for (const data of parser.push(bytes)) {
      if (data.trim() === "[DONE]") return yield* parts.end(true);
      yield* parts.push(parseChatChunk(data));
    }
  }
  yield* parts.end(false);
}

/** A provider that does not stream although it was asked to. */
async function* wholeAnswer(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ModelPart> {
  const bytes: Uint8Array[] = [];
  for await (const chunk of chunks) bytes.push(chunk);
  const parts = createChatParts();
  const chunk = parseChatChunk(Buffer.concat(bytes).toString("utf8"));
  if (!chunk.choices?.length) throw modelCallFailed("The model's answer has no choices.");
  yield* parts.push(chunk);
  yield* parts.end(true);
}
