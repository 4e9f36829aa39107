import type { Message } from "@nexau-cloud/contracts";
import { describe, expect, it } from "vitest";
import { agentFixture, userMessage } from "../../test/agent.fixture.ts";
import type { ModelRequest } from "../model-client.ts";
import { toChatRequest } from "./chat-request.ts";

const { llm } = agentFixture();
const request = (overrides: Partial<ModelRequest> = {}): ModelRequest => ({
  llm,
  sessionId: "sess_1",
  system: [{ text: "Be kind.", cache: true }],
  messages: [userMessage("Hello")],
  tools: [],
  ...overrides,
});

const message = (role: Message["role"], content: Message["content"], metadata = {}): Message => ({
  id: "m",
  role,
  content,
  metadata,
  created_at: "2026-01-01T00:00:00.000Z",
});

describe("chat request", () => {
  it("sends only what is set", () => {
    expect(toChatRequest(request())).toEqual({
      model: "test-model",
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hello" },
      ],
      user: "sess_1",
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("forwards extra parameters, opens extra_body and drops what the agent wants dropped", () => {
    const body = toChatRequest(
      request({
        llm: {
          ...llm,
          temperature: 0,
          maxTokens: 64,
          extraParams: { top_k: 5, extra_body: { thinking: { type: "enabled" } }, extra_headers: { a: "b" } },
          additionalDropParams: ["user", "stream_options"],
        },
        tools: [{ name: "f", description: "F.", inputSchema: { type: "object" } }],
      }),
    );

    expect(body).toMatchObject({ temperature: 0, max_tokens: 64, top_k: 5, thinking: { type: "enabled" } });
    expect(body).toMatchObject({
      tool_choice: "auto",
      tools: [{ type: "function", function: { name: "f", description: "F.", parameters: { type: "object" } } }],
    });
    for (const dropped of ["user", "stream_options", "extra_body", "extra_headers"])
      expect(body).not.toHaveProperty(dropped);
  });

  it("leaves out empty content beside tool calls, strips reasoning and echoes reasoning_details", () => {
    const call = { type: "tool_use", id: "a", name: "f", input: { x: 1 }, raw_input: '{"x": 1}' } as const;
    const details = [{ type: "reasoning.encrypted" }];
    const { messages } = toChatRequest(
      request({
        system: [],
        messages: [message("assistant", [{ type: "reasoning", text: "Hm." }, call], { reasoning_details: details })],
      }),
    );

    expect(messages).toEqual([
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: '{"x": 1}' } }],
        reasoning_details: details,
      },
    ]);
  });

  it("sends injected hints as the user's", () => {
    const { messages } = toChatRequest(
      request({ system: [], messages: [message("FRAMEWORK", [{ type: "text", text: "Hurry." }])] }),
    );
    expect(messages).toEqual([{ role: "user", content: "Hurry." }]);
  });

  it("moves images of tool results into one user message per call, behind the last result of the batch", () => {
    const image = { type: "image", base64: "AAAA", mime_type: "image/png", detail: "low" } as const;
    const result = (id: string, content: Message["content"]) =>
      message("tool", [{ type: "tool_result", tool_use_id: id, content: content as never, is_error: false }]);
    const { messages } = toChatRequest(
      request({
        system: [],
        messages: [result("a", [{ type: "text", text: "See:" }, image]), result("b", []), userMessage("And?")],
      }),
    );

    expect(messages).toEqual([
      { role: "tool", tool_call_id: "a", content: "See:\n<image>" },
      { role: "tool", tool_call_id: "b", content: "" },
      {
        role: "user",
        content: [
          { type: "text", text: "Images returned by tool call a:" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
        ],
      },
      { role: "user", content: "And?" },
    ]);
  });
});
