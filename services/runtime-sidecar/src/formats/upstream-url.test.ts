import { describe, expect, it } from "vitest";
import { anthropicMessages } from "./anthropic-messages.ts";
import { geminiRest } from "./gemini-rest.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { WireFormat } from "./wire-format.ts";

const request = { body: {}, target: "g-1:generateContent", query: new URLSearchParams() };

describe("a provider's address", () => {
  it.each<[WireFormat, string, string]>([
    [openaiChat, "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"],
    [openaiChat, "https://host", "https://host/chat/completions"],
    [openaiChat, "https://host/v1/#x", "https://host/v1/chat/completions"],
    [openaiResponses, "https://api.openai.com/v1", "https://api.openai.com/v1/responses"],
    [anthropicMessages, "https://api.anthropic.com", "https://api.anthropic.com/v1/messages"],
    [anthropicMessages, "https://host/anthropic/", "https://host/anthropic/v1/messages"],
    [
      geminiRest,
      "https://generativelanguage.googleapis.com",
      "https://generativelanguage.googleapis.com/v1beta/models/g-1:generateContent",
    ],
    [
      geminiRest,
      "https://generativelanguage.googleapis.com/v1beta",
      "https://generativelanguage.googleapis.com/v1beta/models/g-1:generateContent",
    ],
    [geminiRest, "https://host/gemini", "https://host/gemini/models/g-1:generateContent"],
    [
      geminiRest,
      "https://googleapis.com.evil.example",
      "https://googleapis.com.evil.example/models/g-1:generateContent",
    ],
  ])("is joined as its own client joins it (%#)", (format, base, expected) => {
    expect(format.upstreamUrl(new URL(base), request).href).toBe(expected);
  });

  it("keeps a model's name inside its path segment", () => {
    const url = geminiRest.upstreamUrl(new URL("https://host"), { ...request, target: "../../x?y:generateContent" });
    expect(url.href).toBe("https://host/models/..%2F..%2Fx%3Fy:generateContent");
  });
});
