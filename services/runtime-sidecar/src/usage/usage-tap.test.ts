import { describe, expect, it } from "vitest";
import { anthropicMessages } from "../formats/anthropic-messages.ts";
import { geminiRest } from "../formats/gemini-rest.ts";
import { openaiChat } from "../formats/openai-chat.ts";
import { openaiResponses } from "../formats/openai-responses.ts";
import type { WireFormat } from "../formats/wire-format.ts";
import { createStreamTap, createWholeTap } from "./usage-tap.ts";

const frames = (...events: unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

/** All of `text` through a tap, in pieces of `size` bytes. */
function tapped(format: WireFormat, text: string, size: number) {
  const tap = createStreamTap(format.usageOf);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) tap.push(bytes.subarray(at, at + size));
  return tap;
}

const STREAMS: [string, WireFormat, string, object][] = [
  [
    "OpenAI chat",
    openaiChat,
    frames({ choices: [{ delta: { content: 'the word "usage":{ in a text' } }], usage: null }) +
      frames({
        choices: [],
        usage: {
          prompt_tokens: 11,
          completion_tokens: 7,
          prompt_tokens_details: { cached_tokens: 5 },
          completion_tokens_details: { reasoning_tokens: 2 },
        },
      }) +
      "data: [DONE]\n\n",
    { input: 11, output: 7, cached: 5, reasoning: 2 },
  ],
  [
    "OpenAI responses",
    openaiResponses,
    frames(
      { type: "response.created", response: { usage: null } },
      {
        type: "response.completed",
        response: {
          usage: { input_tokens: 11, output_tokens: 7, input_tokens_details: { cached_tokens: 1 } },
        },
      },
    ),
    { input: 11, output: 7, cached: 1, reasoning: 0 },
  ],
  [
    "Anthropic",
    anthropicMessages,
    frames(
      { type: "message_start", message: { usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 1 } } },
      { type: "message_delta", usage: { output_tokens: 7 } },
    ),
    { input: 10, output: 7, cached: 4, reasoning: 0 },
  ],
  [
    "Gemini",
    geminiRest,
    frames(
      { candidates: [], usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 1 } },
      { candidates: [], usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 5, thoughtsTokenCount: 2 } },
    ),
    { input: 11, output: 7, cached: 0, reasoning: 2 },
  ],
];

describe("usage in a passing stream", () => {
  it.each(STREAMS)("is found in %s's, however it is cut into chunks", (_name, format, text, expected) => {
    for (const size of [1, 7, 100_000]) expect(tapped(format, text, size).usage()).toEqual(expected);
  });

  it("is what came last before a cut", () => {
    const [, format, text] = STREAMS[2] ?? [];
    if (!format || !text) throw new Error("no stream");
    const cut = text.slice(0, text.indexOf("message_delta"));
    expect(tapped(format, cut, 13).usage()).toEqual({ input: 10, output: 1, cached: 4, reasoning: 0 });
  });

  it("is unknown, and does no harm, in rubbish", () => {
    const tap = tapped(openaiChat, 'data: {"usage":{ broken\n\ndata: {"usage":{"prompt_tokens":"many"}}\n\n\u0000', 5);
    expect(tap.usage()).toEqual({ input: 0, output: 0, cached: 0, reasoning: 0 });
    expect(tapped(openaiChat, "data: [1]\n\nnothing", 3).usage()).toBeUndefined();
  });

  it("comes with the number of frames, which counts no text that looks like one", () => {
    const text = frames({ a: "data: x" }, { b: 1 });
    expect(tapped(openaiChat, text, 4).frames()).toBe(2);
  });

  it("does not keep a line that never ends", () => {
    const tap = createStreamTap(openaiChat.usageOf);
    for (let count = 0; count < 10; count++) tap.push(Buffer.alloc(1024 * 1024, 120));
    tap.push(Buffer.from(`\n${frames({ usage: { prompt_tokens: 1, completion_tokens: 2 } })}`));
    expect(tap.usage()).toMatchObject({ input: 1, output: 2 });
  });
});

describe("usage in a whole answer", () => {
  it("is found in an object and in Gemini's array", () => {
    const whole = createWholeTap(geminiRest.usageOf);
    whole.push(Buffer.from('[{"usageMetadata":{"promptTokenCount":1}},{"usageMetadata":{"promptTokenCount":3,'));
    whole.push(Buffer.from('"candidatesTokenCount":4}}]'));
    expect(whole.usage()).toEqual({ input: 3, output: 4, cached: 0, reasoning: 0 });
  });
});
