import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlatform, type PlatformConfig, type ProcessPlatform, parsePlatformConfig } from "@nexau-cloud/platform";
import { afterAll } from "vitest";
import { createTestPostgres } from "./test-database.ts";

export interface TestPlatform extends ProcessPlatform, AsyncDisposable {}

export interface TestPlatformOptions {
  now?: () => Date;
  /** Parts of the configuration that should differ: `{ log: { level: "debug" } }`. */
  config?: Parameters<typeof parsePlatformConfig>[0];
}

/**
 * A real platform of the test's own: PostgreSQL, coordination in memory, objects in a folder, secrets nobody knows. Made at
 * once and given up after the tests of the file or describe block it is called in.
 */
export async function useTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const platform = await createTestPlatform(options);
  afterAll(() => platform[Symbol.asyncDispose]());
  return platform;
}

/** Likewise, for `await using`. */
export async function createTestPlatform({ now, config }: TestPlatformOptions = {}): Promise<TestPlatform> {
  const folder = await mkdtemp(join(tmpdir(), "nexau-cloud-test-"));
  const database = await createTestPostgres();
  const platform = await createPlatform(testConfig(folder, { database: { url: database.url }, ...config }), {
    name: "test",
    service: null,
    ...(now ? { now } : {}),
  });
  return {
    ...platform,
    [Symbol.asyncDispose]: async () => {
      await platform.lifecycle.stop();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function testConfig(dataDir: string, config: TestPlatformOptions["config"]): PlatformConfig {
  return parsePlatformConfig({
    dataDir,
    log: { level: "silent" },
    http: { drainTimeoutMs: 1_000 },
    ...config,
  });
}
