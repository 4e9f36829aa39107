import { modelsInBody, usageObject } from "./body-fields.ts";
import { joinUrl, tokensIn, type WireFormat } from "./wire-format.ts";

const API_VERSION = "2023-06-01";

export const anthropicMessages: WireFormat = {
  apiType: "anthropic_chat_completion",
  // The doubled one is what Anthropic's client makes of LLM_BASE_URL, which ends in /v1 as OpenAI's clients want it.
  paths: ["/v1/messages", "/anthropic/v1/messages", "/v1/v1/messages"],
  modelsOf: modelsInBody,
  upstreamUrl: (baseUrl) => joinUrl(baseUrl, "/v1/messages"),
  headers: ["anthropic-version", "anthropic-beta"],
  authorize: (key, { headers }) => {
    headers["x-api-key"] = key;
    headers["anthropic-version"] ??= API_VERSION;
  },
  /** The stream names the input first, in message_start, and the output so far in every message_delta. */
  usageOf(answer) {
    const usage = usageObject(answer, "message");
    if (!usage) return undefined;
    const fresh = tokensIn(usage, "input_tokens");
    const read = tokensIn(usage, "cache_read_input_tokens");
    const written = tokensIn(usage, "cache_creation_input_tokens");
    return {
      input: fresh === undefined ? undefined : fresh + (read ?? 0) + (written ?? 0),
      output: tokensIn(usage, "output_tokens"),
      cached: read,
    };
  },
  errorFrame: ({ message, code }) =>
    `event: error\ndata: ${JSON.stringify({ type: "error", error: { type: code, message } })}\n\n`,
};
