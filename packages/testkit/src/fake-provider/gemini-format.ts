import type { FakeAnswer } from "./fake-reply.ts";
import {
  argumentsObject,
  type ContentPart,
  contentParts,
  sse,
  type WireFormat,
  type WireRequest,
} from "./wire-format.ts";

/** `POST .../models/{model}:generateContent` and `:streamGenerateContent?alt=sse`. */
export const geminiFormat: WireFormat = {
  name: "gemini_rest",
  matches: (path) => /\/models\/[^/]+:(generateContent|streamGenerateContent)$/.test(path),
  isStream: ({ path }) => path.endsWith(":streamGenerateContent"),
  error: (status, message) => ({ error: { code: status, message, status: "FAKE_ERROR" } }),

  stream(request, answer) {
    return {
      start: () => [],
      part: (part) => [sse(chunkOf(request, [partOf(part)]))],
      end: () => [sse({ ...chunkOf(request, [], finishReasonOf(answer)), usageMetadata: usageOf(answer) })],
    };
  },

  json: (request, answer) => ({
    ...chunkOf(request, contentParts(answer).map(partOf), finishReasonOf(answer)),
    usageMetadata: usageOf(answer),
  }),
};

function chunkOf(request: WireRequest, parts: object[], finishReason?: string) {
  return {
    candidates: [{ index: 0, content: { role: "model", parts }, ...(finishReason ? { finishReason } : {}) }],
    modelVersion: request.model,
    responseId: "fake",
  };
}

function partOf(part: ContentPart): object {
  if (part.type === "text") return { text: part.text };
  if (part.type === "reasoning") return { text: part.text, thought: true };
  return { functionCall: { name: part.name, args: argumentsObject(part.fragments.join("")) } };
}

function finishReasonOf(answer: FakeAnswer): string {
  return answer.finishReason ?? "STOP";
}

function usageOf({ usage }: FakeAnswer) {
  return {
    promptTokenCount: usage.inputTokens,
    candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
    thoughtsTokenCount: usage.reasoningTokens,
    cachedContentTokenCount: usage.cachedTokens,
    totalTokenCount: usage.inputTokens + usage.outputTokens,
  };
}
