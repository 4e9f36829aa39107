import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startTestPostgres } from "./start-test-postgres.ts";
import { startTestRedis } from "./start-test-redis.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Socket at which a test file asks for a server. */
    testServers: string;
  }
}

export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Vitest's global setup: the servers that all test files of a run share. They are children of the process that outlives
 * the files, each started when the first file asks for it: a run without database tests starts none.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "nexau-test-"));
  const starters: Record<string, () => Promise<TestServer | undefined>> = {
    postgres: () => startTestPostgres(join(folder, "postgres")),
    redis: () => startTestRedis(join(folder, "redis")),
  };
  const started = new Map<string, Promise<TestServer | undefined>>();

  async function serverOf(name: string): Promise<TestServer | undefined> {
    const server = started.get(name) ?? starters[name]?.();
    if (server) started.set(name, server);
    return server;
  }

  const door = createServer((request, response) => {
    serverOf(request.url?.slice(1) ?? "").then(
      (server) => response.end(server?.url),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  const socket = join(folder, "door");
  await new Promise<void>((done) => door.listen(socket, done));
  project.provide("testServers", socket);

  return async () => {
    door.close();
    door.closeAllConnections();
    for (const server of started.values()) await (await server.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
