import { modelsInBody, usageObject } from "./body-fields.ts";
import { bearer, joinUrl, objectIn, tokensIn, type WireFormat } from "./wire-format.ts";

export const openaiChat: WireFormat = {
  apiType: "openai_chat_completion",
  paths: ["/v1/chat/completions"],
  modelsOf: modelsInBody,
  upstreamUrl: (baseUrl) => joinUrl(baseUrl, "/chat/completions"),
  headers: ["openai-beta"],
  authorize: (key, { headers }) => {
    headers.authorization = bearer(key);
  },
  usageOf(answer) {
    const usage = usageObject(answer);
    if (!usage) return undefined;
    return {
      input: tokensIn(usage, "prompt_tokens"),
      output: tokensIn(usage, "completion_tokens"),
      cached: tokensIn(objectIn(usage, "prompt_tokens_details"), "cached_tokens"),
      reasoning: tokensIn(objectIn(usage, "completion_tokens_details"), "reasoning_tokens"),
    };
  },
  errorFrame: ({ message, code }) =>
    `data: ${JSON.stringify({ error: { message, type: "provider_error", param: null, code } })}\n\n`,
};
