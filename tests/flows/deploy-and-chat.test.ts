import type { RunEvent } from "@nexau-cloud/contracts";
import { createTestUser, useTestCloud } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { testAgent } from "./test-agent.ts";

const textOf = (events: RunEvent[]) =>
  events.map((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? event.delta : "")).join("");
const resultsOf = (events: RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "TOOL_CALL_RESULT" ? [JSON.parse(event.content) as Record<string, unknown>] : [],
  );

describe("a deployed agent", async () => {
  const cloud = await useTestCloud();
  const user = await createTestUser(cloud);
  const project = await user.createProject("notes");
  const activated = await project.deploy(testAgent);

  it("is active after the five calls", async () => {
    expect(activated).toMatchObject({ status: 200, body: { status: "active", tag: "v1" } });
  });

  it("answers over server-sent events, in order, to the end", async () => {
    const events = await (await project.chat(await project.createSession(), "hello")).rest();
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe("RUN_STARTED");
    expect(types.at(-1)).toBe("RUN_FINISHED");
    expect(types.indexOf("TEXT_MESSAGE_START")).toBeLessThan(types.indexOf("TEXT_MESSAGE_CONTENT"));
    expect(types.lastIndexOf("TEXT_MESSAGE_CONTENT")).toBeLessThan(types.indexOf("TEXT_MESSAGE_END"));
    expect(types).toContain("USAGE_UPDATE");
    expect(textOf(events)).toMatch(/not a language model/i);
  });

  it("writes nothing on the stream but data lines", async () => {
    const { response } = await project.chat(await project.createSession(), "hello");
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    expect(lines.every((line) => line.startsWith("data: "))).toBe(true);
    expect(lines.at(-1)).toBe("data: [DONE]");
  });

  it("uses its Python tool, whose files stay for the session and are nobody else's", async () => {
    const session = await project.createSession();
    const say = async (id: string) =>
      resultsOf(await (await project.chat(id, 'call add_note {"text": "milk"}')).rest());
    expect(await say(session)).toEqual([{ notes: 1 }]);
    expect(await say(session)).toEqual([{ notes: 2 }]);
    expect(await say(await project.createSession())).toEqual([{ notes: 1 }]);
  });

  it("runs shell commands in the sandbox, as a user who is nobody outside", async () => {
    const chat = await project.chat(await project.createSession(), "run whoami; pwd; ls /root /work 2>&1");
    const [result] = resultsOf(await chat.rest());
    expect(result?.content).toContain("user");
    expect(result?.content).toContain("/home/user");
    expect(result?.content).not.toMatch(/main|shared/);
  });

  it("tells its skills to the model and loads them", async () => {
    const events = await (await project.chat(await project.createSession(), "skill greeting")).rest();
    expect(JSON.stringify(resultsOf(events))).toContain("Say hello.");
  });

  it("streams thinking apart from text", async () => {
    const events = await (await project.chat(await project.createSession(), "think it over")).rest();
    expect(events.map(({ type }) => type)).toContain("THINKING_TEXT_MESSAGE_CONTENT");
  });

  it("answers as one JSON when asked not to stream", async () => {
    const answer = await project.agentCall("POST", "/chat", {
      session_id: await project.createSession(),
      distinct_id: "alice",
      messages: "hello",
      stream: false,
    });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).toMatch(/not a language model/i);
  });

  it("gives its tools the project's variables and no key of ours", async () => {
    await user.call("POST", `/api/projects/${project.id}/env-vars`, { key: "SHOP", value: "corner", is_secret: true });
    const events = await (await project.chat(await project.createSession(), "call environment {}")).rest();
    const [environment] = resultsOf(events);
    expect(environment).toMatchObject({ SHOP: "corner" });
    expect(JSON.stringify(environment)).not.toContain(project.secretKey);
    expect(JSON.stringify(environment)).not.toMatch(/NEXAU_CLOUD_/);
  });

  it("takes a run up again at every event, with the very same bytes", async () => {
    const chat = await project.chat(await project.createSession(), "long 20");
    const events = await chat.rest();
    const path = (after: number) => `${cloud.url}/agent-api/runs/${chat.runId}/events?after=${after}`;
    const authorization = `Basic ${Buffer.from(`${project.accessKey}:${project.secretKey}`).toString("base64")}`;
    const whole = await (await fetch(path(0), { headers: { authorization } })).text();
    for (let after = 0; after <= events.length; after++) {
      const rest = await (await fetch(path(after), { headers: { authorization } })).text();
      expect(whole.endsWith(rest)).toBe(true);
      expect(rest.match(/^data: \{/gm)?.length ?? 0).toBe(events.length - after);
    }
  });

  it("refuses a second run in a busy session, and the first goes on", async () => {
    const session = await project.createSession();
    const first = await project.chat(session, "run sleep 600");
    await first.until("TOOL_CALL_END");
    const second = await project.chat(session, "hello");
    expect(second.response.status).toBe(409);
    expect(await second.response.json()).toMatchObject({ code: "session_busy" });
    await project.stop(session);
    await first.rest();
  });

  it("starts one run for one Idempotency-Key", async () => {
    const session = await project.createSession();
    const headers = { "idempotency-key": "once" };
    const first = await project.chat(session, 'call add_note {"text": "a"}', { headers });
    await first.rest();
    const again = await project.chat(session, 'call add_note {"text": "a"}', { headers });
    await again.rest();
    expect(again.runId).toBe(first.runId);
  });

  it("goes on with another version in the same session", async () => {
    const session = await project.createSession();
    await (await project.chat(session, 'call add_note {"text": "a"}')).rest();
    const next = {
      ...testAgent,
      "tools/notes.py": (testAgent["tools/notes.py"] ?? "").replace('"notes"', '"sticky_notes"'),
    };
    await project.deploy(next, "next");
    const events = await (await project.chat(session, 'call add_note {"text": "b"}', { tag: "next" })).rest();
    expect(resultsOf(events)).toEqual([{ sticky_notes: 2 }]);
    const old = await (await project.chat(session, 'call add_note {"text": "c"}', { tag: "v1" })).rest();
    expect(resultsOf(old)).toEqual([{ notes: 3 }]);
  });
});
