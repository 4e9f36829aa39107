import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** The longer suites. They bring up whole clouds, so they take turns, and they wait for what happens and not for a clock. */
export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: {
    include: ["tests/ci/**/*.test.ts"],
    pool: "forks",
    fileParallelism: false,
    expect: { poll: { timeout: 60_000, interval: 100 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
});
