import { modelsInBody, usageObject } from "./body-fields.ts";
import { bearer, joinUrl, objectIn, tokensIn, type WireFormat } from "./wire-format.ts";

export const openaiResponses: WireFormat = {
  apiType: "openai_responses",
  paths: ["/v1/responses"],
  modelsOf: modelsInBody,
  upstreamUrl: (baseUrl) => joinUrl(baseUrl, "/responses"),
  headers: ["openai-beta"],
  authorize: (key, { headers }) => {
    headers.authorization = bearer(key);
  },
  usageOf(answer) {
    const usage = usageObject(answer, "response");
    if (!usage) return undefined;
    return {
      input: tokensIn(usage, "input_tokens"),
      output: tokensIn(usage, "output_tokens"),
      cached: tokensIn(objectIn(usage, "input_tokens_details"), "cached_tokens"),
      reasoning: tokensIn(objectIn(usage, "output_tokens_details"), "reasoning_tokens"),
    };
  },
  errorFrame: ({ message, code }) =>
    `event: error\ndata: ${JSON.stringify({ type: "error", code, message, param: null, sequence_number: 0 })}\n\n`,
};
