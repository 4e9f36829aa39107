import type { EnsureSandbox, Sandbox } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";
import { createTestPlatform, type TestPlatform } from "@nexau-cloud/testkit";
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
  const platform: TestPlatform = await createTestPlatform({ now: () => new Date(Date.now() + clock.ahead) });
  afterAll(() => platform[Symbol.asyncDispose]());
  const settings = sandboxManagerConfig.parse({
    port: 0,
    sweepIntervalMs: 20,
    profiles: { default: sandboxProfile.parse({ memoryMb: 512, pids: 256, ...profile }) },
    ...config,
  });
  const service = await startSandboxManager(settings, platform);
  const client = createSandboxManagerClient({ discovery: platform.discovery, token: platform.serviceToken });

  const ensure = (sessionId: string, rest: Partial<EnsureSandbox> = {}): Promise<Sandbox> =>
    dataOf(
      client.PUT("/sessions/{sessionId}/sandbox", { params: { path: { sessionId } }, body: { projectId, ...rest } }),
    );
  const open = async (sessionId: string, rest: Partial<EnsureSandbox> = {}) =>
    openSandbox(service.url, await ensure(sessionId, rest));

  return { platform, client, url: service.url, ensure, open };
}
