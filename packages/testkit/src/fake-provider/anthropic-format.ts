import type { FakeAnswer } from "./fake-reply.ts";
import {
  argumentsObject,
  type ContentPart,
  contentParts,
  sse,
  toolCallsOf,
  type WireFormat,
  type WireRequest,
} from "./wire-format.ts";

/** `POST /v1/messages`: a content block per part. */
export const anthropicFormat: WireFormat = {
  name: "anthropic_chat_completion",
  matches: (path) => path.endsWith("/messages"),
  isStream: ({ body }) => body.stream === true,
  error: (_status, message) => ({ type: "error", error: { type: "fake_error", message } }),

  stream(request, answer) {
    let index = 0;
    const event = (type: string, fields: object) => sse({ type, ...fields }, type);
    return {
      start: () => [
        event("message_start", {
          message: {
            ...head(request),
            content: [],
            stop_reason: null,
            usage: { ...usageOf(answer), output_tokens: 1 },
          },
        }),
      ],
      part(part) {
        const at = index++;
        return [
          event("content_block_start", { index: at, content_block: emptyBlock(part) }),
          ...deltasOf(part).map((delta) => event("content_block_delta", { index: at, delta })),
          event("content_block_stop", { index: at }),
        ];
      },
      end: () => [
        event("message_delta", {
          delta: { stop_reason: stopReasonOf(answer), stop_sequence: null },
          usage: { output_tokens: answer.usage.outputTokens },
        }),
        event("message_stop", {}),
      ],
    };
  },

  json: (request, answer) => ({
    ...head(request),
    content: contentParts(answer).map(wholeBlock),
    stop_reason: stopReasonOf(answer),
    usage: usageOf(answer),
  }),
};

function head(request: WireRequest) {
  return { id: "msg_fake", type: "message", role: "assistant", model: request.model, stop_sequence: null };
}

function emptyBlock(part: ContentPart): object {
  if (part.type === "text") return { type: "text", text: "" };
  if (part.type === "reasoning") return { type: "thinking", thinking: "", signature: "" };
  return { type: "tool_use", id: part.id, name: part.name, input: {} };
}

function deltasOf(part: ContentPart): object[] {
  if (part.type === "text") return [{ type: "text_delta", text: part.text }];
  if (part.type === "reasoning") {
    return [
      { type: "thinking_delta", thinking: part.text },
      { type: "signature_delta", signature: "fake-signature" },
    ];
  }
  return part.fragments.map((partial_json) => ({ type: "input_json_delta", partial_json }));
}

function wholeBlock(part: ContentPart): object {
  if (part.type === "text") return { type: "text", text: part.text };
  if (part.type === "reasoning") return { type: "thinking", thinking: part.text, signature: "fake-signature" };
  return { type: "tool_use", id: part.id, name: part.name, input: argumentsObject(part.fragments.join("")) };
}

function stopReasonOf(answer: FakeAnswer): string {
  return answer.finishReason ?? (toolCallsOf(answer).length > 0 ? "tool_use" : "end_turn");
}

function usageOf({ usage }: FakeAnswer) {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedTokens,
    output_tokens: usage.outputTokens,
  };
}
