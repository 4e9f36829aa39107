import { joinUrl, objectIn, tokensIn, type WireFormat } from "./wire-format.ts";

/** The two calls that run a model; others of the API are no route of ours. */
const TARGET = ":target(^[^/]+:(?:generateContent|streamGenerateContent)$)";

export const geminiRest: WireFormat = {
  apiType: "gemini_rest",
  paths: [`/v1beta/models/${TARGET}`, `/v1/models/${TARGET}`, `/models/${TARGET}`],
  modelsOf: ({ target, body }) => [
    parseTarget(target).model,
    ...(typeof body.model === "string" ? [body.model.replace(/^models\//, "")] : []),
  ],
  upstreamUrl(baseUrl, { target, query }) {
    const { model, method } = parseTarget(target);
    const path = `/models/${encodeURIComponent(model)}:${method}`;
    const isGoogle = /(^|\.)googleapis\.com$/.test(baseUrl.hostname);
    const hasVersion = /\/v1(beta)?\/?$/.test(baseUrl.pathname);
    const url = joinUrl(baseUrl, isGoogle && !hasVersion ? `/v1beta${path}` : path);
    const alt = query.get("alt");
    if (alt) url.searchParams.set("alt", alt);
    return url;
  },
  headers: [],
  /** Gateways that imitate Gemini look for the key in one place only, so it goes where the client had its token. */
  authorize: (key, { headers, url, keyInQuery }) => {
    if (keyInQuery) url.searchParams.set("key", key);
    else headers["x-goog-api-key"] = key;
  },
  usageOf(answer) {
    const usage = objectIn(answer, "usageMetadata");
    if (!usage) return undefined;
    const candidates = tokensIn(usage, "candidatesTokenCount");
    const thoughts = tokensIn(usage, "thoughtsTokenCount");
    const known = candidates !== undefined || thoughts !== undefined;
    return {
      input: tokensIn(usage, "promptTokenCount"),
      output: known ? (candidates ?? 0) + (thoughts ?? 0) : undefined,
      cached: tokensIn(usage, "cachedContentTokenCount"),
      reasoning: thoughts,
    };
  },
  errorFrame: ({ message, code }) => `data: ${JSON.stringify({ error: { code: 502, message, status: code } })}\n\n`,
};

function parseTarget(target = ""): { model: string; method: string } {
  const at = target.lastIndexOf(":");
  return { model: target.slice(0, Math.max(at, 0)), method: target.slice(at + 1) };
}
