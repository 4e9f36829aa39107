import type { EnsureSandbox, Sandbox } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";
import { createTestPlatform } from "@nexau-cloud/testkit";
import { afterAll } from "vitest";
import { createSandboxManagerClient } from "../client.ts";
import { type SandboxManagerConfig, sandboxManagerConfig, sandboxProfile } from "../config.ts";
import { startSandboxManager } from "../service.ts";
import { openSandbox } from "./open-sandbox.ts";

export const projectId = "project-1";

export interface UnderTestOptions {
  config?: Partial<SandboxManagerConfig>;
  profile?: Partial<ReturnType<typeof sandboxProfile.parse>>;
  /** Milliseconds that the clock is ahead; a test moves it. */
  clock?: { ahead: number };
}

/** A sandbox manager over real HTTP, with a real database and real sandboxes. */
export async function useSandboxManager({ config = {}, profile = {}, clock = { ahead: 0 } }: UnderTestOptions = {}) {
  const platform = await createTestPlatform({ now: () => new Date(Date.now() + clock.ahead) });
  afterAll(() => platform[Symbol.asyncDispose]());
  const settings = sandboxManagerConfig.parse({
    port: 0,
    sweepIntervalMs: 20,
    diskCheckIntervalMs: 20,
    profiles: { default: sandboxProfile.parse({ memoryMb: 512, pids: 256, ...profile }) },
    ...config,
  });
  const parts = () => platform.forService("sandbox-manager");
  let own = parts();
  let service = await startSandboxManager(settings, own);
  const client = createSandboxManagerClient({ discovery: platform.discovery, token: platform.serviceToken });

  const ensure = (sessionId: string, rest: Partial<EnsureSandbox> = {}): Promise<Sandbox> =>
    dataOf(
      client.PUT("/sessions/{sessionId}/sandbox", { params: { path: { sessionId } }, body: { projectId, ...rest } }),
    );
  const list = async (ofProject: string = projectId) =>
    (await dataOf(client.GET("/sandboxes", { params: { query: { projectId: ofProject } } }))).data;

  return {
    platform,
    client,
    ensure,
    list,
    get url() {
      return service.url;
    },
    open: async (sessionId: string, rest: Partial<EnsureSandbox> = {}) =>
      openSandbox(service.url, await ensure(sessionId, rest)),
    stop: () => own.lifecycle.stop(),
    stateOf: async (sessionId: string) => (await list()).find((sandbox) => sandbox.sessionId === sessionId)?.state,
    remove: async (sessionId: string, ofProject: string = projectId) => {
      const params = { path: { sessionId }, query: { projectId: ofProject } };
      await client.DELETE("/sessions/{sessionId}/sandbox", { params });
    },
    removeProject: (ofProject: string) =>
      dataOf(client.DELETE("/projects/{projectId}/sandboxes", { params: { path: { projectId: ofProject } } })),
    /** Stops the service as the cloud's end does, and starts another on the same data. */
    restart: async () => {
      await own.lifecycle.stop();
      own = parts();
      service = await startSandboxManager(settings, own);
    },
  };
}
