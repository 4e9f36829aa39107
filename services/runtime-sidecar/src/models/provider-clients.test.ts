import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { answer, callTools, failWith, say, startFakeProvider, toolCall } from "@nexau-cloud/testkit";
import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { REAL_KEY, startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";

const sidecar = await startSidecarUnderTest();
const provider = await startFakeProvider();
afterAll(async () => {
  await sidecar[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
beforeEach(() => {
  provider.requests.length = 0;
});

let runs = 0;
const tokenFor = (api_type: string) => sidecar.token({ api_type, run_id: `run_client_${++runs}` });

describe("OpenAI's client", () => {
  async function client() {
    sidecar.use({ baseUrl: provider.openaiBaseUrl });
    return new OpenAI({
      apiKey: await tokenFor("openai_chat_completion"),
      baseURL: `${sidecar.url}/v1`,
      maxRetries: 0,
    });
  }

  it("streams a chat with text, tool calls and usage", async () => {
    provider.reply(answer([{ type: "text", text: "Hel" }, { type: "text", text: "lo" }, toolCall("look", { a: 1 })]));
    const stream = (await client()).chat.completions.stream({
      model: "m1",
      messages: [{ role: "user", content: "hi" }],
      stream_options: { include_usage: true },
    });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe("Hello");
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { name: "look", arguments: '{"a":1}' },
    });
    expect(final.usage?.total_tokens).toBe(15);
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${REAL_KEY}`);
  });

  it("gets every piece as it comes, not when the answer is whole", async () => {
    const openai = await client();
    const gate = Promise.withResolvers<void>();
    provider.reply(
      answer([
        { type: "text", text: "first" },
        { type: "wait", until: gate.promise },
        { type: "text", text: "second" },
      ]),
    );
    let text = "";
    const stream = await openai.chat.completions.create({ model: "m1", messages: [], stream: true });
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (text === "first") gate.resolve();
    }
    expect(text).toBe("firstsecond");
  });

  it("shows our message when a model is refused, and the provider's when it fails", async () => {
    const openai = await client();
    const ask = (model: string) => openai.chat.completions.create({ model, messages: [] });
    await expect(ask("m9")).rejects.toMatchObject({
      status: 403,
      code: "model_not_allowed",
      message: expect.stringContaining("m1, m2"),
    });
    provider.reply(failWith(429, "slow down"));
    await expect(ask("m1")).rejects.toMatchObject({ status: 429, message: expect.stringContaining("slow down") });
  });

  it("gets an error, not a short answer, when the provider breaks off", async () => {
    provider.reply(answer([{ type: "text", text: "half" }, { type: "cut" }]));
    const stream = await (await client()).chat.completions.create({ model: "m1", messages: [], stream: true });
    await expect(async () => {
      for await (const _chunk of stream);
    }).rejects.toThrow(/broke off/);
  });

  it("lists the models of the token", async () => {
    const models = await (await client()).models.list();
    expect(models.data.map(({ id }) => id)).toEqual(["m1", "m2"]);
  });

  it("streams responses", async () => {
    sidecar.use({ baseUrl: provider.openaiBaseUrl, apiType: "openai_responses" });
    provider.reply(say("Hel", "lo"));
    const openai = new OpenAI({ apiKey: await tokenFor("openai_responses"), baseURL: `${sidecar.url}/v1` });
    const stream = await openai.responses.create({ model: "m1", input: "hi", stream: true });
    let text = "";
    for await (const event of stream) if (event.type === "response.output_text.delta") text += event.delta;
    expect(text).toBe("Hello");
    expect(provider.requests[0]?.url).toBe("/v1/responses");
  });
});

describe("Anthropic's client", () => {
  it.each(["", "/anthropic", "/v1"])(
    "streams messages below %s/v1/messages with its key in x-api-key",
    async (below) => {
      sidecar.use({ baseUrl: provider.url, apiType: "anthropic_chat_completion" });
      provider.reply(
        answer([{ type: "reasoning", text: "hm" }, { type: "text", text: "Hello" }, toolCall("look", { a: 1 })]),
      );
      const anthropic = new Anthropic({
        apiKey: await tokenFor("anthropic_chat_completion"),
        baseURL: `${sidecar.url}${below}`,
        maxRetries: 0,
      });
      const message = await anthropic.messages
        .stream({ model: "m1", max_tokens: 100, messages: [{ role: "user", content: "hi" }] })
        .finalMessage();
      expect(message.content).toMatchObject([
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "Hello" },
        { type: "tool_use", name: "look", input: { a: 1 } },
      ]);
      expect(provider.requests[0]).toMatchObject({
        url: "/v1/messages",
        headers: { "x-api-key": REAL_KEY, "anthropic-version": expect.any(String) },
      });
      expect(provider.requests[0]?.headers.authorization).toBeUndefined();
    },
  );

  it("shows our message when a model is refused", async () => {
    sidecar.use({ baseUrl: provider.url, apiType: "anthropic_chat_completion" });
    const anthropic = new Anthropic({ apiKey: await tokenFor("anthropic_chat_completion"), baseURL: sidecar.url });
    const asking = anthropic.messages.create({
      model: "m9",
      max_tokens: 1,
      messages: [{ role: "user", content: "x" }],
    });
    await expect(asking).rejects.toMatchObject({ status: 403, message: expect.stringContaining("m1, m2") });
  });
});

describe("Google's client", () => {
  async function client() {
    sidecar.use({ baseUrl: provider.url, apiType: "gemini_rest" });
    return new GoogleGenAI({ apiKey: await tokenFor("gemini_rest"), httpOptions: { baseUrl: sidecar.url } });
  }

  it("generates, whole and streamed, with its key in x-goog-api-key", async () => {
    const gemini = await client();
    provider.reply(callTools({ name: "look", arguments: { a: 1 } }), say("Hel", "lo"));
    const whole = await gemini.models.generateContent({ model: "m1", contents: "hi" });
    expect(whole.functionCalls?.[0]).toMatchObject({ name: "look", args: { a: 1 } });
    let text = "";
    for await (const chunk of await gemini.models.generateContentStream({ model: "m1", contents: "hi" })) {
      text += chunk.text ?? "";
    }
    expect(text).toBe("Hello");
    expect(provider.requests.map(({ url }) => url)).toEqual([
      "/models/m1:generateContent",
      "/models/m1:streamGenerateContent?alt=sse",
    ]);
    expect(provider.requests[0]?.headers["x-goog-api-key"]).toBe(REAL_KEY);
  });

  it("may have its key in the query, where the provider then gets the real one", async () => {
    sidecar.use({ baseUrl: `${provider.url}/base`, apiType: "gemini_rest" });
    provider.reply(say("Hello"));
    const token = await tokenFor("gemini_rest");
    const response = await fetch(`${sidecar.url}/v1beta/models/m1:generateContent?key=${token}`, {
      method: "POST",
      body: "{}",
    });
    expect(response.status).toBe(200);
    expect(provider.requests[0]?.url).toBe(`/base/models/m1:generateContent?key=${encodeURIComponent(REAL_KEY)}`);
    expect(provider.requests[0]?.headers["x-goog-api-key"]).toBeUndefined();
  });

  it("is refused another model, in the path or in the body", async () => {
    const gemini = await client();
    await expect(gemini.models.generateContent({ model: "m9", contents: "hi" })).rejects.toThrow(/m1, m2/);
    const response = await fetch(`${sidecar.url}/models/m1:generateContent`, {
      method: "POST",
      headers: { "x-goog-api-key": await tokenFor("gemini_rest") },
      body: JSON.stringify({ model: "models/m9" }),
    });
    expect(await response.json()).toMatchObject({ code: "model_not_allowed" });
    expect(provider.requests).toHaveLength(0);
  });
});
