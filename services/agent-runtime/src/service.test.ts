import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { RunAssignment } from "@nexau-cloud/contracts";
import { dataOf, type ServiceName } from "@nexau-cloud/platform";
import { answer, say, startFakeProvider, useTestPlatform, zipFiles } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { createAgentRuntimeClient } from "./client.ts";
import { agentRuntimeConfig } from "./config.ts";
import { startAgentRuntime } from "./service.ts";
import { assignmentFixture } from "./test/agent.fixture.ts";
import { startFakeSessionManager } from "./test/fake-session-manager.ts";

const FILES = {
  "nexau.json": '{"agents": {"helper": "agent.yaml"}}',
  "agent.yaml": "name: helper\nsystem_prompt: 'You like {{ colour }}.'\nllm_config: {}\n",
};

describe("agent runtime", async () => {
  const platform = await useTestPlatform();
  const provider = await startFakeProvider();
  const sessionManager = await startFakeSessionManager();
  const zip = await zipFiles(FILES);
  const storage = createServer((_request, response) => response.end(zip)).listen(0, "127.0.0.1");
  await once(storage, "listening");
  afterAll(async () => {
    await provider[Symbol.asyncDispose]();
    await sessionManager[Symbol.asyncDispose]();
    storage.close();
  });
  const address = storage.address();
  const urls: Partial<Record<ServiceName, string>> = {
    backend: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    "runtime-sidecar": provider.url,
    "runtime-sidecar-traces": sessionManager.url,
    "session-manager": sessionManager.url,
  };
  for (const [service, url] of Object.entries(urls)) {
    await platform.discovery.register({ id: service, service: service as ServiceName, url, lane: null });
  }
  const service = await startAgentRuntime(agentRuntimeConfig.parse({ port: 0 }), platform);
  const runtime = createAgentRuntimeClient({ discovery: platform.discovery, token: platform.serviceToken });

  const { launch, run } = assignmentFixture();
  const bundle = { digest: createHash("sha256").update(zip).digest("hex"), sizeBytes: zip.length, url: "/objects/x" };
  const accept = (id: string, rest: Partial<RunAssignment> = {}) =>
    runtime.POST("/runs", {
      body: assignmentFixture({
        run: { ...run, id },
        launch: { ...launch, bundle },
        variables: { template: { colour: "green" }, runtime_vars: {}, sandbox_env: {} },
        nextSequence: sessionManager.events.length + 1,
        ...rest,
      }),
    });

  it("runs what it is handed, from the bundle to the last report", async () => {
    provider.reply(say("Hello."));
    await accept("run_1");
    await sessionManager.until(({ ends }) => ends.length === 1);

    expect(sessionManager.ends).toMatchObject([{ state: "finished", result: "Hello." }]);
    expect((await provider.request(0)).body).toMatchObject({
      model: "test-model",
      messages: [{ role: "system", content: "You like green." }, { role: "user" }],
    });
  });

  it("hears of a stop over the bus", async () => {
    const forever = new Promise(() => undefined);
    provider.reply(
      answer([
        { type: "text", text: "Once upon" },
        { type: "wait", until: forever },
      ]),
    );
    await accept("run_2");
    await sessionManager.until(({ events }) => events.some((event) => "delta" in event && event.delta === "Once upon"));
    await platform.coordination.bus.publish("run.stop", { runId: "run_2", force: false });
    await sessionManager.until(({ ends }) => ends.length === 2);

    expect(sessionManager.ends[1]).toMatchObject({ state: "stopped" });
  });

  it("checks a bundle without running it", async () => {
    const body = { launch: { ...launch, bundle }, requestToken: "token" };
    const report = await dataOf(runtime.POST("/checks", { body }));
    expect(report).toMatchObject({ ok: true, agents: [{ name: "helper", model: "test-model" }] });
  });

  it("lets only our own services in", async () => {
    const response = await fetch(`${service.url}/runs`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });

  it("is not found any more once it has stopped", async () => {
    expect(await platform.discovery.list("agent-runtime")).toHaveLength(1);
    await platform.lifecycle.stop();
    expect(await platform.discovery.list("agent-runtime").catch(() => [])).toEqual([]);
  });
});
