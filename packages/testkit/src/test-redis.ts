import { askTestServer } from "./servers/ask-test-server.ts";

/**
 * URL of the Redis of this test run, or null on a machine without one: tests are then skipped, and say so. Where CI is set
 * a missing Redis is a mistake of the machine.
 */
export async function testRedisUrl(): Promise<string | null> {
  const url = await askTestServer("redis");
  if (url) return url;
  const advice = "install redis-server or set NEXAU_CLOUD_TEST_REDIS_URL";
  if (process.env.CI) throw new Error(`there is no Redis for tests: ${advice}`);
  process.stderr.write(`Tests with Redis are skipped: ${advice}.\n`);
  return null;
}
