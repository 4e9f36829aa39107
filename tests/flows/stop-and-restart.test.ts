import type { RunEvent } from "@nexau-cloud/contracts";
import { createTestUser, type TestProject, useTestCloud } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { testAgent } from "./test-agent.ts";

const types = (events: RunEvent[]) => events.map(({ type }) => type);
const results = (events: RunEvent[]) =>
  events.flatMap((event) => (event.type === "TOOL_CALL_RESULT" ? [event.content] : []));

interface History {
  data: { role: string; content: { type: string; text?: string }[] }[];
}

/** Names in the session's home folder, by which a test sees that a command has begun. */
async function filesOf(project: TestProject, session: string): Promise<string[]> {
  const { body } = await project.agentCall<{ data: { name: string }[] }>("POST", "/files/list", {
    session_id: session,
    distinct_id: "alice",
  });
  return body.data.map(({ name }) => name);
}

describe("stop", async () => {
  const cloud = await useTestCloud({ settings: { RUNTIME_SIDECAR_DEMO_PACE_MS: "20" } });
  const project = await (await createTestUser(cloud)).createProject("stop");
  await project.deploy(testAgent);

  it("in the middle of a stream ends it in order and keeps what was said", async () => {
    const session = await project.createSession();
    const chat = await project.chat(session, "long 5000");
    const before = await chat.until("TEXT_MESSAGE_CONTENT");
    expect(await project.stop(session)).toMatchObject({ status: 200, body: { status: "success" } });
    const after = await chat.rest();
    expect(types(after).at(-1)).toBe("RUN_FINISHED");
    expect(types(after)).toContain("TEXT_MESSAGE_END");

    const said = [...before, ...after]
      .map((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? event.delta : ""))
      .join("");
    const { body } = await project.agentCall<History>("GET", `/sessions/${session}/messages?distinct_id=alice`);
    expect(body.data.at(-1)).toMatchObject({ role: "assistant", content: [{ type: "text", text: said }] });
  });

  it("in the middle of a tool kills the tool, and the session goes on", async () => {
    const session = await project.createSession();
    const chat = await project.chat(session, "run touch started; sleep 600; touch late");
    await expect.poll(() => filesOf(project, session)).toContain("started");
    await project.stop(session);
    expect(types(await chat.rest()).at(-1)).toBe("RUN_FINISHED");
    const next = await (await project.chat(session, "run pgrep -x sleep || echo none; ls")).rest();
    expect(results(next).join()).toContain("none");
    expect(results(next).join()).not.toContain("late");
  });

  it("with nothing running is no error", async () => {
    const session = await project.createSession();
    expect(await project.stop(session)).toMatchObject({ status: 200, body: { status: "noop" } });
  });

  it("does not come from the caller going away", async () => {
    const session = await project.createSession();
    const chat = await project.chat(session, "long 50");
    await chat.until("TEXT_MESSAGE_CONTENT");
    await chat.close();
    const authorization = `Basic ${Buffer.from(`${project.accessKey}:${project.secretKey}`).toString("base64")}`;
    const rest = await fetch(`${cloud.url}/agent-api/runs/${chat.runId}/events`, { headers: { authorization } });
    expect(await rest.text()).toContain("RUN_FINISHED");
  });
});

describe("a cloud that was ended", async () => {
  const cloud = await useTestCloud();
  const project = await (await createTestUser(cloud)).createProject("restart");
  await project.deploy(testAgent);

  it("in order and started again goes on with each session's history and files", async () => {
    const session = await project.createSession();
    await (await project.chat(session, 'call add_note {"text": "before"}')).rest();
    await cloud.restart();
    const events = await (await project.chat(session, 'call add_note {"text": "after"}')).rest();
    expect(results(events)).toEqual(['{"notes": 2}']);
    const { body } = await project.agentCall<History>("GET", `/sessions/${session}/messages?distinct_id=alice`);
    expect(JSON.stringify(body.data)).toContain("before");
  });

  it("by a power failure while a tool ran ends the run in order, says so in the history, and does not run the tool again", async () => {
    const session = await project.createSession();
    const chat = await project.chat(session, "run echo x >> ran; sleep 600");
    await chat.until("TOOL_CALL_END");
    await chat.close();
    await expect.poll(() => filesOf(project, session)).toContain("ran");
    await cloud.kill();
    await cloud.start();

    const authorization = `Basic ${Buffer.from(`${project.accessKey}:${project.secretKey}`).toString("base64")}`;
    const rest = await fetch(`${cloud.url}/agent-api/runs/${chat.runId}/events`, { headers: { authorization } });
    expect(await rest.text()).toMatch(/RUN_FINISHED|RUN_ERROR/);
    const next = await (await project.chat(session, "run cat ran")).rest();
    expect(JSON.parse(results(next)[0] ?? "{}").content).toMatch(/^Output: x$/m);
  });
});
