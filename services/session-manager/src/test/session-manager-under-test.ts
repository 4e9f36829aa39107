import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Launch, StartRun } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";
import { createTestPostgres, type TestPlatform, useTestPlatform } from "@nexau-cloud/testkit";
import { afterAll } from "vitest";
import { createSessionManagerClient } from "../client.ts";
import { type SessionManagerConfig, sessionManagerConfig } from "../config.ts";
import { startSessionManager } from "../service.ts";
import { startFakeRuntime } from "./fake-runtime.ts";
import { message } from "./run-events.ts";

export const projectId = "project-1";
export const distinctId = "user-1";

export interface UnderTestOptions {
  config?: Partial<SessionManagerConfig>;
  /** Milliseconds that the clock is ahead; a test moves it. */
  clock?: { ahead: number };
}

/** A session manager over real HTTP and a real database, with a backend that knows one version. */
export async function useSessionManager({ config = {}, clock = { ahead: 0 } }: UnderTestOptions = {}) {
  const postgres = await createTestPostgres();
  afterAll(() => postgres[Symbol.asyncDispose]());
  const platform = await useTestPlatform({
    now: () => new Date(Date.now() + clock.ahead),
    config: { database: { url: postgres.url } },
  });
  await startFakeBackend(platform);
  const settings = sessionManagerConfig.parse({ port: 0, sweepIntervalMs: 20, dispatchTimeoutMs: 200, ...config });
  const service = await startSessionManager(settings, platform);
  const registration = await platform.discovery.register({
    id: "under-test",
    service: "session-manager",
    url: service.url,
    lane: null,
  });
  platform.lifecycle.onStop("registration", () => registration.stop());
  const client = createSessionManagerClient({ discovery: platform.discovery, token: platform.serviceToken });

  const createSession = () => dataOf(client.POST("/sessions", { body: { projectId, distinctId } }));
  const startRun = (sessionId: string, rest: Partial<StartRun> = {}) =>
    dataOf(
      client.POST("/runs", {
        body: {
          projectId,
          sessionId,
          distinctId,
          versionId: "version-1",
          versionTag: "v1",
          agent: "main",
          messages: [message(platform.newId("msg"), "hello")],
          ...rest,
        },
      }),
    );
  const getRun = (runId: string) =>
    dataOf(client.GET("/runs/{runId}", { params: { path: { runId }, query: { projectId } } }));

  return {
    platform,
    client,
    url: service.url,
    createSession,
    startRun,
    getRun,
    startRuntime: (lane?: string) => startFakeRuntime(platform, () => service.url, lane ?? null),
    /** Another instance on the same database; on the same bus, too, unless it has a platform of its own. */
    startSecond: (on: TestPlatform = platform) => startSessionManager(settings, on),
    databaseUrl: postgres.url,
    /** The whole stream of a run after a sequence number, as it arrives. */
    follow: (runId: string, after = 0, signal?: AbortSignal) =>
      fetch(`${service.url}/runs/${runId}/events?projectId=${projectId}&after=${after}`, {
        headers: { authorization: `Bearer ${platform.serviceToken}` },
        ...(signal ? { signal } : {}),
      }),
  };
}

async function startFakeBackend(platform: Awaited<ReturnType<typeof useTestPlatform>>): Promise<void> {
  const launch: Launch = {
    projectId,
    versionId: "version-1",
    versionTag: "v1",
    bundle: { digest: "0".repeat(64), sizeBytes: 1, url: "/objects/bundle" },
    env: {},
    llm: { apiType: "openai_chat_completion", model: "model-1", models: ["model-1"] },
    sandbox: { profile: "default" },
  };
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(launch));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const registration = await platform.discovery.register({
    id: "backend",
    service: "backend",
    url: `http://127.0.0.1:${port}`,
    lane: null,
  });
  platform.lifecycle.onStop("fake backend", async () => {
    await registration.stop();
    server.closeAllConnections();
    server.close();
  });
}
