import type { ModelRequest } from "../model-client.ts";
import { toChatMessages } from "./chat-messages.ts";

/** Keys of the Python client that are no part of the request itself. */
const CLIENT_ONLY = ["extra_body", "extra_headers", "extra_query"];

/** The body of `POST /v1/chat/completions`. Only what is set is sent. */
export function toChatRequest({ llm, sessionId, system, messages, tools }: ModelRequest): Record<string, unknown> {
  const body: Record<string, unknown> = {
    ...set({
      temperature: llm.temperature,
      max_tokens: llm.maxTokens,
      top_p: llm.topP,
      frequency_penalty: llm.frequencyPenalty,
      presence_penalty: llm.presencePenalty,
    }),
    ...(tools.length > 0 ? { tool_choice: "auto" } : {}),
    ...extraParams(llm.extraParams),
    model: llm.model,
    messages: toChatMessages(system, messages),
    user: sessionId,
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length > 0 ? { tools: tools.map(toFunction) } : {}),
  };
  return Object.fromEntries(Object.entries(body).filter(([key]) => !llm.additionalDropParams.includes(key)));
}

function toFunction({ name, description, inputSchema }: ModelRequest["tools"][number]) {
  return { type: "function", function: { name, description, parameters: inputSchema } };
}

function extraParams(extra: Record<string, unknown>): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(extra).filter(([key]) => !CLIENT_ONLY.includes(key)));
  const body = extra.extra_body;
  return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...own, ...body } : own;
}

function set(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
