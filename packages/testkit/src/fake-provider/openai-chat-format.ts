import type { FakeAnswer } from "./fake-reply.ts";
import { contentParts, sse, textOf, toolCallsOf, type WireFormat, type WireRequest } from "./wire-format.ts";

/** `POST /v1/chat/completions`, with `reasoning_content` as the providers that show their reasoning send it. */
export const openaiChatFormat: WireFormat = {
  name: "openai_chat_completion",
  matches: (path) => path.endsWith("/chat/completions"),
  isStream: ({ body }) => body.stream === true,
  error: (status, message) => ({ error: { message, type: "fake_error", param: null, code: `fake_${status}` } }),

  stream(request, answer) {
    let toolIndex = -1;
    const chunk = (delta: object, finishReason: string | null = null) =>
      sse({ ...head(request, "chat.completion.chunk"), choices: [{ index: 0, delta, finish_reason: finishReason }] });
    return {
      start: () => [chunk({ role: "assistant", content: "" })],
      part(part) {
        if (part.type === "text") return [chunk({ content: part.text })];
        if (part.type === "reasoning") return [chunk({ reasoning_content: part.text })];
        const index = ++toolIndex;
        return [
          chunk({
            tool_calls: [{ index, id: part.id, type: "function", function: { name: part.name, arguments: "" } }],
          }),
          ...part.fragments.map((text) => chunk({ tool_calls: [{ index, function: { arguments: text } }] })),
        ];
      },
      end: () => [
        chunk({}, finishReasonOf(answer)),
        ...(wantsUsage(request)
          ? [sse({ ...head(request, "chat.completion.chunk"), choices: [], usage: usageOf(answer) })]
          : []),
        sse("[DONE]"),
      ],
    };
  },

  json(request, answer) {
    const calls = toolCallsOf(answer).map(({ id, name, arguments: text }) => ({
      id,
      type: "function",
      function: { name, arguments: text },
    }));
    const reasoning = textOf(answer, "reasoning");
    const message = {
      role: "assistant",
      content: textOf(answer, "text") || null,
      ...(reasoning ? { reasoning_content: reasoning } : {}),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    };
    return {
      ...head(request, "chat.completion"),
      choices: [{ index: 0, message, finish_reason: finishReasonOf(answer) }],
      usage: usageOf(answer),
    };
  },
};

function head(request: WireRequest, object: string) {
  return { id: "chatcmpl-fake", object, created: 1_700_000_000, model: request.model };
}

function wantsUsage({ body }: WireRequest): boolean {
  const options = body.stream_options;
  return (
    typeof options === "object" && options !== null && "include_usage" in options && options.include_usage === true
  );
}

function finishReasonOf(answer: FakeAnswer): string {
  return answer.finishReason ?? (contentParts(answer).some(({ type }) => type === "tool-call") ? "tool_calls" : "stop");
}

function usageOf({ usage }: FakeAnswer) {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}
