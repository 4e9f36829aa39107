import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import type { RestartableServer } from "./restartable-server.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** The machine's Redis, keeping nothing over a restart. */
export async function startRedisServer(): Promise<RestartableServer> {
  const folder = await mkdtemp(join(tmpdir(), "nexau-ci-redis-"));
  const port = await freePort();
  let running: ServerProcess | undefined;
  const server: RestartableServer = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      running = await startServerProcess({
        words: ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        ready: /ready to accept connections/i,
      });
    },
    stop: async () => running?.end("SIGTERM"),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
