import { createTestUser } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { testAgent } from "../flows/test-agent.ts";
import { mustDeploy } from "./services/must-deploy.ts";
import { useServiceProcesses } from "./services/service-processes.ts";

const LANE_HEADER = "x-nexau-lane";

describe("a runtime of the lane dev", async () => {
  const cloud = await useServiceProcesses();
  await cloud.add("dev-runtime", { service: "agent-runtime", settings: { LANE: "dev" } });
  const project = await (await createTestUser(cloud)).createProject("lanes");
  await mustDeploy(project, testAgent);

  /** Runs that a runtime has ended, by its own count. */
  async function runsOf(name: string): Promise<number> {
    const metrics = await (await fetch(`${cloud.urlOf(name)}/metrics`)).text();
    const counts = [...metrics.matchAll(/^nexau_cloud_runs_ended_total(?:\{[^}]*\})? (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** How many of so many chats each of the two runtimes got. */
  async function spread(chats: number, url: string, headers: Record<string, string> = {}) {
    const before = { base: await runsOf("agent-runtime"), dev: await runsOf("dev-runtime") };
    for (let chat = 0; chat < chats; chat++) await chatThrough(url, headers);
    // A caller sees its run end a moment before the runtime has counted it.
    const ended = { base: 0, dev: 0 };
    await expect
      .poll(async () => {
        ended.base = (await runsOf("agent-runtime")) - before.base;
        ended.dev = (await runsOf("dev-runtime")) - before.dev;
        return ended.base + ended.dev;
      })
      .toBe(chats);
    return ended;
  }

  async function chatThrough(url: string, headers: Record<string, string>): Promise<void> {
    const response = await fetch(`${url}/agent-api/chat`, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": "application/json",
        authorization: `AKSK ${project.accessKey}:${project.secretKey}`,
      },
      body: JSON.stringify({
        session_id: await project.createSession(),
        distinct_id: "alice",
        messages: "hello",
      }),
    });
    expect(await response.text()).toContain("RUN_FINISHED");
  }

  it("gets every request of that lane and no other", async () => {
    const inside = cloud.urlOf("agent-gateway");
    expect(await spread(4, inside, { [LANE_HEADER]: "dev" })).toEqual({ base: 0, dev: 4 });
    expect(await spread(4, inside)).toEqual({ base: 4, dev: 0 });
  });

  it("is not to be chosen from outside", async () => {
    expect(await spread(4, cloud.url, { [LANE_HEADER]: "dev" })).toEqual({ base: 4, dev: 0 });
  });

  it("leaves a lane that nobody serves to the base lane", async () => {
    expect(await spread(1, cloud.urlOf("agent-gateway"), { [LANE_HEADER]: "other" })).toEqual({ base: 1, dev: 0 });
  });
});
