import OpenAI from "openai";
import { afterAll, describe, expect, it } from "vitest";
import { startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";
import { createDemoModel } from "./demo-model.ts";

const sidecar = await startSidecarUnderTest();
afterAll(() => sidecar[Symbol.asyncDispose]());
sidecar.use({ baseUrl: "demo:", apiKey: "", custom: false });

type Message = OpenAI.ChatCompletionMessageParam;
const SELF = "not a language model";

const tool = (name: string, properties: object = {}, required: string[] = []): OpenAI.ChatCompletionTool => ({
  type: "function",
  function: { name, parameters: { type: "object", properties, required } },
});
const shell = tool("run_shell_command", { command: { type: "string" } }, ["command"]);

async function client() {
  return new OpenAI({ apiKey: await sidecar.token(), baseURL: `${sidecar.url}/v1`, maxRetries: 0 });
}

async function ask(messages: Message[] | string, tools: OpenAI.ChatCompletionTool[] = [shell]) {
  const list: Message[] = typeof messages === "string" ? [{ role: "user", content: messages }] : messages;
  const completion = await (await client()).chat.completions.create({ model: "m1", messages: list, tools });
  const [choice] = completion.choices;
  if (!choice) throw new Error("no choice");
  const calls = (choice.message.tool_calls ?? []).flatMap((call) => (call.type === "function" ? [call] : []));
  return { text: choice.message.content ?? "", calls, message: choice.message, finish: choice.finish_reason };
}

/** Asks, answers every tool call with `result`, and goes on until no more tools are called. */
async function converse(question: string, result: (name: string) => string, tools?: OpenAI.ChatCompletionTool[]) {
  const messages: Message[] = [{ role: "user", content: question }];
  const called: { name: string; arguments: unknown; id: string }[] = [];
  for (;;) {
    const answer = await ask(messages, tools);
    if (answer.calls.length === 0) return { called, text: answer.text };
    messages.push(answer.message);
    for (const call of answer.calls) {
      called.push({ name: call.function.name, arguments: JSON.parse(call.function.arguments), id: call.id });
      messages.push({ role: "tool", tool_call_id: call.id, content: result(call.function.name) });
    }
  }
}

describe("the demo model", () => {
  it("says in every answer that it is not a language model, and what it can do", async () => {
    const { text, calls } = await ask("Who are you?");
    expect(text).toContain(SELF);
    expect(text).toContain("Who are you?");
    expect(text).toContain("run <shell command>");
    expect(calls).toEqual([]);
    expect((await ask("run ls")).text).toContain(SELF);
  });

  it("answers Chinese in both languages", async () => {
    const { text } = await ask("你好");
    expect(text).toContain("不是语言模型");
    expect(text).toContain(SELF);
  });

  it("runs a shell command and tells what came out", async () => {
    const { called, text } = await converse("run ls -la", () => "Output: a.txt\nExit Code: 0");
    expect(called).toMatchObject([{ name: "run_shell_command", arguments: { command: "ls -la" } }]);
    expect(text).toContain(SELF);
    expect(text).toContain("a.txt");
  });

  it("finds another shell tool, and fills in what it insists on", async () => {
    const other = tool("Bash", { cmd: { type: "string" }, background: { type: "boolean" } }, ["cmd", "background"]);
    const { calls } = await ask("$ ls", [tool("read"), other]);
    expect(JSON.parse(calls[0]?.function.arguments ?? "")).toEqual({ cmd: "ls", background: false });
  });

  it("carries out several commands one after the other, each after the results of the one before", async () => {
    const question =
      'run first\nthink in between\ncall look {"a":1} then parallel look {"b":2} run_shell_command {"command":"c"}';
    const { called, text } = await converse(question, (name) => `result of ${name}`, [shell, tool("look")]);
    expect(called.map((call) => call.arguments)).toEqual([{ command: "first" }, { a: 1 }, { b: 2 }, { command: "c" }]);
    expect(new Set(called.map(({ id }) => id)).size).toBe(4);
    expect(text).toContain("result of look");
  });

  it("begins anew with every question, and takes no note of the framework for one", async () => {
    const first = await ask("run a");
    const history: Message[] = [
      { role: "user", content: "run a" },
      first.message,
      { role: "tool", tool_call_id: first.calls[0]?.id ?? "", content: "done a" },
    ];
    const noted = await ask([...history, { role: "user", content: "Images returned by tool call call_1:" }]);
    expect(noted.text).toContain("done a");
    const next = await ask([...history, { role: "user", content: "run b" }]);
    expect(JSON.parse(next.calls[0]?.function.arguments ?? "")).toEqual({ command: "b" });
  });

  it("calls only tools that are offered, and says so otherwise", async () => {
    expect(await ask("call erase {}", [shell])).toMatchObject({ calls: [], text: expect.stringContaining('"erase"') });
    expect(await ask("run ls", [])).toMatchObject({ calls: [], text: expect.stringContaining("shell") });
    expect(await ask("skill report", [])).toMatchObject({ calls: [], text: expect.stringContaining("LoadSkill") });
    expect(await ask("call run_shell_command {oops")).toMatchObject({
      calls: [],
      text: expect.stringContaining("JSON"),
    });
  });

  it("loads skills", async () => {
    const { calls } = await ask("skill report", [tool("LoadSkill")]);
    expect(calls[0]?.function).toEqual({ name: "LoadSkill", arguments: '{"skill_name":"report"}' });
  });

  it("streams as a provider does: role, text, reasoning, tool calls in pieces, reason, usage", async () => {
    const stream = await (await client()).chat.completions.create({
      model: "m1",
      messages: [{ role: "user", content: "think so\nrun echo one two three four five" }],
      tools: [shell],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const deltas = chunks.map(({ choices }) => choices[0]?.delta);
    expect(deltas[0]).toMatchObject({ role: "assistant" });
    expect(deltas.filter((delta) => delta && "reasoning_content" in delta)).toHaveLength(1);
    expect(deltas.filter((delta) => delta?.content).length).toBeGreaterThan(3);
    const pieces = deltas.flatMap((delta) => delta?.tool_calls ?? []);
    expect(pieces[0]).toMatchObject({ id: expect.any(String), function: { name: "run_shell_command", arguments: "" } });
    expect(pieces.length).toBeGreaterThan(3);
    expect(JSON.parse(pieces.map((piece) => piece.function?.arguments).join(""))).toEqual({
      command: "echo one two three four five",
    });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("tool_calls");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
  });

  it("writes the same text whether it streams or not", async () => {
    const question = "Hello  there,\n\n你好 🎉 friend";
    const stream = (await client()).chat.completions.stream({
      model: "m1",
      messages: [{ role: "user", content: question }],
    });
    expect((await stream.finalContent())?.trimEnd()).toBe((await ask(question, [])).text);
  });

  it("writes long answers of as many sentences as asked for", async () => {
    const { text } = await ask("long 300");
    expect(text.match(/sentence \d+ of 300/g)).toHaveLength(300);
  });

  it("fails as told: at once with the status, later within the stream", async () => {
    await expect(ask("fail 429")).rejects.toMatchObject({ status: 429 });
    const openai = await client();
    const stream = openai.chat.completions.stream({
      model: "m1",
      messages: [{ role: "user", content: "long 2 then fail 503" }],
    });
    let text = "";
    await expect(async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    }).rejects.toThrow(/fail with status 503/);
    expect(text).toContain("sentence 2 of 2");
  });

  it("stops waiting when the caller goes away", async () => {
    const controller = new AbortController();
    const body = JSON.stringify({ stream: true, messages: [{ role: "user", content: "wait 3600" }] });
    const answer = await createDemoModel({ paceMs: 0 })({
      url: new URL("demo:"),
      headers: {},
      body,
      custom: false,
      signal: controller.signal,
    });
    await expect(async () => {
      for await (const chunk of answer.body) if (String(chunk).includes("seconds")) controller.abort();
    }).rejects.toThrow(/abort/);
  });

  it.each([[{}], [{ messages: "x" }], [{ messages: [null, 1, { role: "user" }], tools: [{}, null] }]])(
    "answers a request as odd as %j",
    async (odd) => {
      const response = await fetch(`${sidecar.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${await sidecar.token()}` },
        body: JSON.stringify({ model: "m1", ...odd }),
      });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(SELF);
    },
  );
});
