import { describe, expect, it } from "vitest";
import type { ModelPart } from "../model-client.ts";
import { parseChatChunk } from "./chat-chunk.ts";
import { createChatParts } from "./chat-parts.ts";

function read(...chunks: object[]): ModelPart[] {
  const parts = createChatParts();
  return [...chunks.flatMap((chunk) => parts.push(parseChatChunk(JSON.stringify(chunk)))), ...parts.end(false)];
}

const delta = (content: object, finish: string | null = null) => ({
  id: "c1",
  model: "m-1",
  choices: [{ index: 0, delta: content, finish_reason: finish }],
});
const calls = (...tool_calls: object[]) => delta({ tool_calls });

const started = (parts: ModelPart[]) => parts.flatMap((part) => (part.type === "tool-call-start" ? [part] : []));
const argumentsOf = (parts: ModelPart[], id: string) =>
  parts.flatMap((part) => (part.type === "tool-call-delta" && part.id === id ? [part.text] : [])).join("");

describe("parts of a chat answer", () => {
  it("streams a refusal as text and gives the provider's own finish reason", () => {
    const parts = read(delta({ refusal: "No." }), delta({}, "content_filter"));

    expect(parts).toMatchObject([
      { type: "message-start", id: "c1" },
      { type: "text-delta", text: "No." },
      { type: "message-end" },
      { type: "finish", stopReason: "content_filter", modelName: "m-1" },
    ]);
  });

  it.each([
    ["reasoning_content", { reasoning_content: "Hm." }],
    ["a list in reasoning_content", { reasoning_content: [{ text: "Hm." }] }],
    ["reasoning", { reasoning: "Hm.", reasoning_details: [{ type: "reasoning.text", text: "Hm." }] }],
    ["reasoning_details", { reasoning_details: [{ type: "reasoning.summary", summary: "Hm." }] }],
  ])("takes %s for thinking that ends before the text", (_name, reasoning) => {
    const parts = read(delta(reasoning), delta({ content: "So." }), delta({}, "stop"));

    expect(parts.map(({ type }) => type)).toEqual([
      "message-start",
      "reasoning-start",
      "reasoning-delta",
      "reasoning-end",
      "text-delta",
      "message-end",
      "finish",
    ]);
    expect(parts[2]).toMatchObject({ text: "Hm." });
  });

  it("keeps reasoning_details to send them back", () => {
    const details = [{ type: "reasoning.encrypted", data: "xyz" }];
    expect(read(delta({ reasoning_details: details }), delta({ content: "." }, "stop")).at(-1)).toMatchObject({
      metadata: { reasoning_details: details },
    });
  });

  it("puts interleaved tool calls together by index and ends each when its JSON is complete", () => {
    const parts = read(
      calls({ index: 0, id: "a", function: { name: "f", arguments: '{"x":' } }),
      calls({ index: 1, id: "b", function: { name: "g", arguments: "{" } }),
      calls({ index: 0, function: { arguments: "1}" } }, { index: 1, function: { arguments: "}" } }),
      delta({}, "tool_calls"),
    );

    expect(argumentsOf(parts, "a")).toBe('{"x":1}');
    expect(argumentsOf(parts, "b")).toBe("{}");
    expect(parts.filter(({ type }) => type === "tool-call-end")).toHaveLength(2);
  });

  it("tells calls apart by id when every one has the same index", () => {
    const parts = read(
      calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
      calls({ index: 0, id: "b", function: { name: "g", arguments: "{}" } }),
      delta({}, "tool_calls"),
    );
    expect(started(parts).map(({ name }) => name)).toEqual(["f", "g"]);
  });

  it("makes missing and repeated ids unique", () => {
    const parts = read(
      calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
      calls({ index: 1, id: "a", function: { name: "f", arguments: "{}" } }),
      calls({ index: 2, function: { name: "f", arguments: "{}" } }),
      delta({}, "tool_calls"),
    );
    expect(started(parts).map(({ id }) => id)).toEqual(["a", "a_1", expect.stringMatching(/^call_[0-9a-f]{24}$/)]);
  });

  it("waits with a call until its name is there", () => {
    const parts = read(
      calls({ index: 0, id: "a", function: { arguments: '{"x"' } }),
      calls({ index: 0, function: { name: "f", arguments: ":1}" } }),
      delta({}, "tool_calls"),
    );
    expect(parts.slice(1, 4)).toEqual([
      { type: "tool-call-start", id: "a", name: "f" },
      { type: "tool-call-delta", id: "a", text: '{"x":1}' },
      { type: "tool-call-end", id: "a" },
    ]);
  });

  it("throws when the stream ends without a finish", () => {
    expect(() => read(delta({ content: "Hal" }))).toThrow("broke off");
  });

  it("counts cached tokens apart from the input, and nonsense as nothing", () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 30, cache_write_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: "many" },
    };
    expect(read(delta({ content: "." }, "stop"), { choices: [], usage }).at(-1)).toMatchObject({
      usage: {
        input_tokens: 60,
        completion_tokens: 20,
        reasoning_tokens: 0,
        total_tokens: 120,
        cache_creation_tokens: 10,
        cache_read_tokens: 30,
        input_tokens_uncached: 60,
      },
    });
  });
});
