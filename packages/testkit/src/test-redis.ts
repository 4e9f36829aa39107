import { askTestServer } from "./servers/ask-test-server.ts";

/** URL of the Redis of this test run, or null on a machine without one: its tests are then skipped, and this says so. */
export async function testRedisUrl(): Promise<string | null> {
  const url = await askTestServer("redis");
  if (url) return url;
  process.stderr.write("Tests with Redis are skipped: install redis-server or set NEXAU_CLOUD_TEST_REDIS_URL.\n");
  return null;
}
