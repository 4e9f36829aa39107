import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { freePort } from "../servers/free-port.ts";
import { startPostgresServer } from "../servers/postgres-server.ts";
import { startRedisServer } from "../servers/redis-server.ts";
import type { RestartableServer } from "../servers/restartable-server.ts";
import { type ServerProcess, startServerProcess } from "../servers/server-process.ts";

const MAIN = join(import.meta.dirname, "../../../apps/cloud/src/main.ts");

/** One of each; `agent-gateway` is a process of its own as everything else. */
const SERVICES = [
  "backend",
  "session-manager",
  "runtime-sidecar",
  "sandbox-manager",
  "agent-runtime",
  "agent-gateway",
  "edge",
] as const;

export interface ServiceProcesses extends AsyncDisposable {
  /** The edge. */
  url: string;
  postgres: RestartableServer;
  redis: RestartableServer;
  urlOf(name: string): string;
  /** Another instance of a service, with settings of its own. */
  add(name: string, options: InstanceOptions): Promise<void>;
  /** As if its machine had failed. */
  kill(name: string): Promise<void>;
  /** Ends it in order. */
  stop(name: string): Promise<void>;
  /** Again, under the address it had. */
  start(name: string): Promise<void>;
  /** Everything that has ever been logged, by all of them. */
  log(): string;
}

interface InstanceOptions {
  service: string;
  settings?: Record<string, string>;
}

interface Instance {
  service: string;
  port: number;
  settings: Record<string, string>;
  running?: ServerProcess;
}

/** Every service as a process of its own, around one PostgreSQL and one Redis. Given up after the tests of this file. */
export async function useServiceProcesses(settings: Record<string, string> = {}): Promise<ServiceProcesses> {
  const folder = await mkdtemp(join(tmpdir(), "nexau-ci-services-"));
  const [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
  const instances = new Map<string, Instance>();
  let log = "";
  const shared = {
    LOG_LEVEL: "info",
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SECRETS_SERVICE_TOKEN: randomBytes(32).toString("hex"),
    SECRETS_MASTER_KEY: randomBytes(32).toString("hex"),
    RUNTIME_SIDECAR_DEMO_PACE_MS: "0",
    RUNTIME_SIDECAR_TRACES_PORT: String(await freePort()),
    ...settings,
  };

  function instanceOf(name: string): Instance {
    const instance = instances.get(name);
    if (!instance) throw new Error(`there is no ${name}`);
    return instance;
  }

  async function start(name: string): Promise<void> {
    const instance = instanceOf(name);
    const { service, port } = instance;
    const own = { ...shared, DATA_DIR: join(folder, name), ...instance.settings };
    instance.running = await startServerProcess({
      words: [process.execPath, MAIN, "serve", service, `--${service}.port`, String(port)],
      ready: / is ready at /,
      cwd: folder,
      env: Object.fromEntries(Object.entries(own).map(([key, value]) => [`NEXAU_CLOUD_${key}`, value])),
      onOutput: (text) => {
        log += text;
      },
    });
  }

  async function add(name: string, { service, settings: own = {} }: InstanceOptions): Promise<void> {
    instances.set(name, { service, port: await freePort(), settings: own });
    await start(name);
  }

  const end = (name: string, signal: NodeJS.Signals) => instanceOf(name).running?.end(signal) ?? Promise.resolve();
  const dispose = async () => {
    await Promise.all([...instances.keys()].map((name) => end(name, "SIGTERM")));
    await Promise.all([postgres[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
    await rm(folder, { recursive: true, force: true });
  };
  afterAll(dispose);
  await Promise.all(SERVICES.map((service) => add(service, { service })));
  const urlOf = (name: string) => `http://127.0.0.1:${instanceOf(name).port}`;
  return {
    url: urlOf("edge"),
    postgres,
    redis,
    urlOf,
    add,
    start,
    kill: (name) => end(name, "SIGKILL"),
    stop: (name) => end(name, "SIGTERM"),
    log: () => log,
    [Symbol.asyncDispose]: dispose,
  };
}
