import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,services,apps,tests,tools,examples,scripts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "tests/ci/**"],
    globalSetup: ["packages/testkit/src/servers/test-servers.ts"],
    pool: "forks",
    maxWorkers: 2,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
