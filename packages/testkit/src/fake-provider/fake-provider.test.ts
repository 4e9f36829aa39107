import { afterAll, describe, expect, it } from "vitest";
import { startFakeProvider } from "./fake-provider.ts";
import { answer, callTools, failWith, hangUp, say, toolCall } from "./fake-reply.ts";

const provider = await startFakeProvider();
afterAll(() => provider[Symbol.asyncDispose]());

const post = (path: string, body: object) =>
  fetch(`${provider.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const dataLines = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => line.slice(6));

describe("fake provider", () => {
  it("streams chat chunks in the order of the parts, tool arguments in pieces, usage when asked for", async () => {
    provider.reply(
      answer([{ type: "reasoning", text: "hm" }, { type: "text", text: "Hi" }, toolCall("look", { a: 1 })]),
    );
    const response = await post("/v1/chat/completions", {
      model: "m",
      stream: true,
      stream_options: { include_usage: true },
    });
    const lines = dataLines(await response.text());
    expect(lines.at(-1)).toBe("[DONE]");
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line));
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: "assistant", content: "" },
      { reasoning_content: "hm" },
      { content: "Hi" },
      { tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "look", arguments: "" } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] },
      {},
      undefined,
    ]);
    expect(chunks.at(-2).choices[0].finish_reason).toBe("tool_calls");
    expect(chunks.at(-1).usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 5 });
  });

  it("answers as one JSON document when no stream is asked for", async () => {
    provider.reply(callTools({ name: "look", arguments: { a: 1 } }));
    expect(await (await post("/v1/chat/completions", { model: "m" })).json()).toMatchObject({
      choices: [{ message: { tool_calls: [{ function: { name: "look", arguments: '{"a":1}' } }] } }],
    });
  });

  it("holds the stream until the test lets it go on", async () => {
    const gate = Promise.withResolvers<void>();
    provider.reply(
      answer([
        { type: "text", text: "one" },
        { type: "wait", until: gate.promise },
        { type: "text", text: "two" },
      ]),
    );
    const response = await post("/v1/chat/completions", { model: "m", stream: true });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = "";
    while (!seen.includes('"one"')) seen += (await reader?.read())?.value ?? "";
    expect(seen).not.toContain('"two"');
    gate.resolve();
    while (!seen.includes("[DONE]")) seen += (await reader?.read())?.value ?? "";
    expect(seen).toContain('"two"');
  });

  it("cuts a stream after what was sent, hangs up and fails as scripted", async () => {
    provider.reply(answer([{ type: "text", text: "half" }, { type: "cut" }]), hangUp(), failWith(429, "slow down"));
    const cut = await post("/v1/chat/completions", { model: "m", stream: true });
    await expect(cut.text()).rejects.toThrow();
    await expect(post("/v1/chat/completions", { model: "m" })).rejects.toThrow();
    const failed = await post("/v1/chat/completions", { model: "m" });
    expect(failed.status).toBe(429);
    expect(await failed.json()).toMatchObject({ error: { message: "slow down" } });
  });

  it("records what was asked and whether the caller stayed for the answer", async () => {
    const index = provider.requests.length;
    const gate = Promise.withResolvers<void>();
    provider.reply(
      answer([
        { type: "text", text: "x" },
        { type: "wait", until: gate.promise },
      ]),
    );
    const controller = new AbortController();
    const response = await fetch(`${provider.url}/v1/chat/completions?a=1`, {
      method: "POST",
      headers: { authorization: "Bearer k" },
      body: JSON.stringify({ model: "m", stream: true }),
      signal: controller.signal,
    });
    const request = await provider.request(index);
    expect(request).toMatchObject({ url: "/v1/chat/completions?a=1", headers: { authorization: "Bearer k" } });
    expect(request.body.model).toBe("m");
    controller.abort();
    await expect(response.text()).rejects.toThrow();
    expect(await request.closed).toBe(false);
    gate.resolve();
  });

  it.each([
    ["/v1/responses", { stream: true }, "response.output_text.delta"],
    ["/v1/messages", { stream: true }, "text_delta"],
    ["/v1beta/models/g:streamGenerateContent?alt=sse", {}, '"parts":[{"text":"Hi"}]'],
  ])("speaks the format of %s", async (path, body, mark) => {
    provider.reply(say("Hi"));
    expect(await (await post(path, { model: "m", ...body })).text()).toContain(mark);
  });

  it("fails a request for which nothing was queued", async () => {
    expect((await post("/v1/chat/completions", { model: "m" })).status).toBe(500);
  });
});
