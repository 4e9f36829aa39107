import { readdir, readFile } from "node:fs/promises";
import { createTestUser, type TestProject } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { testAgent } from "../flows/test-agent.ts";
import { mustDeploy } from "./services/must-deploy.ts";
import { countTo, idsOf, readRun, resultsOf, textOf } from "./services/run-stream.ts";
import { useServiceProcesses } from "./services/service-processes.ts";

const SLEEP = 86_399;

describe("every service as a process of its own", async () => {
  const cloud = await useServiceProcesses({
    SESSION_MANAGER_LEASE_TTL_MS: "8000",
    RUNTIME_SIDECAR_DEMO_PACE_MS: "2",
  });
  const user = await createTestUser(cloud);
  const project = await user.createProject("processes");
  await mustDeploy(project, testAgent);

  const filesOf = async (session: string): Promise<string[]> => {
    const { body } = await project.agentCall<{ data: { name: string }[] }>("POST", "/files/list", {
      session_id: session,
      distinct_id: "alice",
    });
    return body.data.map(({ name }) => name);
  };
  const historyOf = async (session: string): Promise<string> => {
    const { body } = await project.agentCall("GET", `/sessions/${session}/messages?distinct_id=alice`);
    return JSON.stringify(body);
  };
  const say = async (session: string, message: string) => (await project.chat(session, message)).rest();

  it("deploys, chats, calls tools, keeps files and stops", async () => {
    const session = await project.createSession();
    expect(resultsOf(await say(session, 'call add_note {"text": "one"}'))).toEqual(['{"notes": 1}']);
    expect(await filesOf(session)).toContain("notes.db");

    const chat = await project.chat(session, "run touch begun; sleep 600");
    await expect.poll(() => filesOf(session)).toContain("begun");
    expect(await project.stop(session)).toMatchObject({ status: 200, body: { status: "success" } });
    expect((await chat.rest()).at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("keeps what is internal behind the edge, and its own doors shut", async () => {
    expect((await fetch(`${cloud.url}/metrics`)).status).toBe(404);
    const inside = await fetch(`${cloud.urlOf("session-manager")}/sessions`, { method: "POST" });
    expect(inside.status).toBe(401);
  });

  it("a run whose runtime is killed while a tool runs goes on in another, which does not run the tool again", async () => {
    const session = await project.createSession();
    const chat = await project.chat(session, "run echo x >> ran; sleep 600");
    const stream = readRun(cloud, { project, runId: chat.runId });
    await expect.poll(() => filesOf(session)).toContain("ran");
    await cloud.add("second-runtime", { service: "agent-runtime" });
    await cloud.kill("agent-runtime");

    expect((await chat.rest()).at(-1)?.type).toBe("RUN_FINISHED");
    expect(await stream.ended).toBe(true);
    expect(idsOf(stream.events)).toEqual(countTo(stream.events.length));
    expect(await historyOf(session)).toMatch(/sleep 600.*(interrupted|unknown|lost)/i);
    expect(resultsOf(await say(session, "run cat ran")).join()).toMatch(/x(?!\\nx)/);
    await cloud.start("agent-runtime");
    await cloud.stop("second-runtime");
  });

  it("a stream whose session manager is killed goes on without a gap or a repetition", async () => {
    const { chat, stream } = await startLongRun(cloud, project);
    await cloud.kill("session-manager");
    await cloud.start("session-manager");

    const seen = await chat.rest();
    expect(await stream.ended).toBe(true);
    expect(idsOf(stream.events)).toEqual(countTo(stream.events.length));
    expect(seen).toEqual(stream.events.map(({ event }) => event));
    expect(seen.at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("a stream whose gateway is killed is taken up again where it ended", async () => {
    const { chat, stream } = await startLongRun(cloud, project);
    await cloud.kill("agent-gateway");
    expect(await stream.ended).toBe(false);
    await chat.close();
    await cloud.start("agent-gateway");

    const after = stream.events.length;
    const rest = readRun(cloud, { project, runId: chat.runId, after });
    expect(await rest.ended).toBe(true);
    expect(idsOf([...stream.events, ...rest.events])).toEqual(countTo(after + rest.events.length));
    const whole = readRun(cloud, { project, runId: chat.runId });
    await whole.ended;
    expect([...stream.events, ...rest.events]).toEqual(whole.events);
  });

  it("a killed sandbox manager leaves nothing behind, and sessions find their files again", async () => {
    const session = await project.createSession();
    const begun = `until pgrep -f '^sleep ${SLEEP}' >/dev/null; do :; done; echo begun`;
    expect(resultsOf(await say(session, `run echo kept > kept; (setsid sleep ${SLEEP} &); ${begun}`)).join()).toContain(
      "begun",
    );
    await cloud.kill("sandbox-manager");
    await cloud.start("sandbox-manager");
    expect(await processesWith(`sleep ${SLEEP}`)).toEqual([]);

    const results = resultsOf(await say(session, "run cat kept")).join();
    expect(results).toContain("kept");
  });

  it("is back when Redis was away, which had forgotten everything", async () => {
    const session = await project.createSession();
    await say(session, 'call add_note {"text": "before"}');
    await cloud.redis.stop();
    await cloud.redis.start();

    await expect.poll(async () => (await fetch(`${cloud.url}/health`)).status).toBe(200);
    await expect
      .poll(async () => resultsOf(await say(session, 'call add_note {"text": "after"}').catch(() => [])))
      .toEqual(['{"notes": 2}']);
    expect(resultsOf(await say(await project.createSession(), 'call add_note {"text": "one"}'))).toEqual([
      '{"notes": 1}',
    ]);
  });

  it("loses no message when PostgreSQL goes away in the middle of a run", async () => {
    const { session, chat, stream } = await startLongRun(cloud, project);
    await cloud.postgres.stop();
    await cloud.postgres.start();

    const seen = await chat.rest();
    expect(await stream.ended).toBe(true);
    expect(seen.at(-1)?.type).toBe("RUN_FINISHED");
    expect(idsOf(stream.events)).toEqual(countTo(stream.events.length));
    expect(await historyOf(session)).toContain(JSON.stringify(textOf(seen)).slice(1, -1));
  });
});

/** A run that is saying something and will for a while, with its caller and somebody who watches. */
async function startLongRun(cloud: { url: string }, project: TestProject) {
  const session = await project.createSession();
  const chat = await project.chat(session, "long 1500");
  const stream = readRun(cloud, { project, runId: chat.runId });
  await expect.poll(() => stream.events.length).toBeGreaterThan(20);
  return { session, chat, stream };
}

/** Command lines of this machine's processes that contain a text. */
async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return lines.map((line) => line.replaceAll("\0", " ").trim()).filter((line) => line.includes(text));
}
