import type { FakeAnswer } from "./fake-reply.ts";
import { sse, textOf, toolCallsOf, type WireFormat, type WireRequest } from "./wire-format.ts";

/** `POST /v1/responses`: one message item with the text, one item per tool call. */
export const openaiResponsesFormat: WireFormat = {
  name: "openai_responses",
  matches: (path) => path.endsWith("/responses"),
  isStream: ({ body }) => body.stream === true,
  error: (status, message) => ({ error: { message, type: "fake_error", param: null, code: `fake_${status}` } }),

  stream(request, answer) {
    let sequence = 0;
    let outputIndex = 0;
    const event = (type: string, fields: object) => sse({ type, sequence_number: sequence++, ...fields }, type);
    return {
      start: () => [
        event("response.created", { response: { ...responseOf(request, answer, "in_progress"), output: [] } }),
      ],
      part(part) {
        if (part.type === "text") {
          return [
            event("response.output_text.delta", {
              item_id: "msg_fake",
              output_index: 0,
              content_index: 0,
              delta: part.text,
              logprobs: [],
            }),
          ];
        }
        if (part.type === "reasoning") {
          return [
            event("response.reasoning_summary_text.delta", {
              item_id: "rs_fake",
              output_index: 0,
              summary_index: 0,
              delta: part.text,
            }),
          ];
        }
        const index = ++outputIndex;
        const item = { type: "function_call", id: `fc_${part.id}`, call_id: part.id, name: part.name, arguments: "" };
        const whole = part.fragments.join("");
        return [
          event("response.output_item.added", { output_index: index, item: { ...item, status: "in_progress" } }),
          ...part.fragments.map((delta) =>
            event("response.function_call_arguments.delta", { item_id: item.id, output_index: index, delta }),
          ),
          event("response.output_item.done", {
            output_index: index,
            item: { ...item, arguments: whole, status: "completed" },
          }),
        ];
      },
      end: () => [event("response.completed", { response: responseOf(request, answer, "completed") })],
    };
  },

  json: (request, answer) => responseOf(request, answer, "completed"),
};

function responseOf(request: WireRequest, answer: FakeAnswer, status: string) {
  const text = textOf(answer, "text");
  const message = {
    type: "message",
    id: "msg_fake",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text, annotations: [] }],
  };
  const calls = toolCallsOf(answer).map((call) => ({
    type: "function_call",
    id: `fc_${call.id}`,
    call_id: call.id,
    name: call.name,
    arguments: call.arguments,
    status: "completed",
  }));
  return {
    id: "resp_fake",
    object: "response",
    created_at: 1_700_000_000,
    status,
    model: request.model,
    output: [...(text ? [message] : []), ...calls],
    usage: status === "completed" ? usageOf(answer) : null,
  };
}

function usageOf({ usage }: FakeAnswer) {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
