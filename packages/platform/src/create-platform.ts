import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { type PlatformConfig, parseMasterKey } from "./config/platform-config.ts";
import type { Coordination } from "./coordination/coordination.ts";
import { lockDataFolder } from "./data-folder/data-folder-lock.ts";
import { createSecret, readOrCreateSecret } from "./data-folder/secret-file.ts";
import { configuredUrls } from "./discovery/configured-urls.ts";
import { createServiceRegistry } from "./discovery/service-registry.ts";
import { newId } from "./ids.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { createLogger, type Logger, type LogOptions } from "./log.ts";
import { createFileObjectStorage } from "./objects/file-object-storage.ts";
import type { ObjectStorage } from "./objects/object-storage.ts";
import { objectSigningKey } from "./objects/signed-url.ts";
import type { Platform } from "./platform.ts";
import { createMetricsRegistry } from "./telemetry/process-metrics.ts";
import { fetchRequestTokenKeys } from "./tokens/fetch-request-token-keys.ts";
import { createRequestTokenVerifier } from "./tokens/request-token-verifier.ts";

export interface PlatformOptions {
  /** What the process calls itself in its log. */
  name: string;
  /** The one service that this process runs; null for a whole cloud, which takes the data folder for itself. */
  service: string | null;
  logDestination?: LogOptions["destination"];
  now?: () => Date;
}

/** The platform of a process, and of each of the services in it. `lifecycle.stop()` gives everything up again. */
export interface ProcessPlatform extends Platform {
  /** The same supply lines with a log, metrics and lifecycle of the service's own; services stop in the opposite order of these calls. */
  forService(name: string): Platform;
  /** Begins to start the database, for a process that is going to need it: it starts while code is still being loaded. */
  prepareDatabase(): void;
}

/** Everything below the services, built from the configuration: what is heavy is opened when it is first used. */
export async function createPlatform(config: PlatformConfig, options: PlatformOptions): Promise<ProcessPlatform> {
  const { now = () => new Date() } = options;
  const loggerOf = (name: string) =>
    createLogger(name, {
      level: config.log.level,
      ...(options.logDestination ? { destination: options.logDestination } : {}),
    });
  const log = loggerOf(options.name);
  const folder = resolve(config.dataDir);
  const unlock = await lockDataFolder(folder, options.service);
  const lifecycle = createLifecycle(log, { stepTimeoutMs: config.http.drainTimeoutMs + 5_000 });
  lifecycle.onStop("data folder", unlock);
  try {
    return await openParts();
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }

  async function openParts(): Promise<ProcessPlatform> {
    const { serviceToken, masterKey } = await readSecrets(config, folder);
    const coordination = await openCoordination(config, lifecycle, log);
    const discovery = createServiceRegistry({
      keys: coordination.keys,
      urls: configuredUrls(config.services),
      log,
      now,
    });
    const shared = {
      dataDir: (name: string) => ownFolder(folder, name),
      coordination,
      objects: await openObjects(config, folder, masterKey, now),
      discovery,
      requestTokens: createRequestTokenVerifier({
        fetchKeys: () => fetchRequestTokenKeys(discovery),
        keys: coordination.keys,
        now,
      }),
      serviceToken,
      masterKey,
      http: {
        host: config.host,
        advertisedHost: config.advertisedHost ?? reachableHost(config.host),
        limits: config.http,
      },
      lane: config.lane ?? null,
      now,
      newId: (prefix: string) => newId(prefix, now().getTime()),
    };
    const databaseUrl = lazyDatabaseUrl(config, folder, lifecycle, log);
    const { maxConnections } = config.database;

    function platformOf(own: { log: Logger; lifecycle: Lifecycle }): Platform {
      const database = databaseOpener({ url: databaseUrl, maxConnections, ...own });
      return { ...shared, ...own, database, metrics: createMetricsRegistry() };
    }

    return {
      ...platformOf({ log, lifecycle }),
      forService: (name) => platformOf({ log: loggerOf(name), lifecycle: lifecycle.part(name) }),
      // Whoever asks for it first gets to know why it does not start.
      prepareDatabase: () => void databaseUrl().catch(() => undefined),
    };
  }
}

/** Where others find what listens on `host`. */
function reachableHost(host: string): string {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}

async function readSecrets(config: PlatformConfig, folder: string) {
  const { secrets } = config;
  const inFolder = (name: string) => readOrCreateSecret(join(folder, "secrets", name), createSecret);
  const serviceToken = secrets.serviceToken ?? (await inFolder("service-token"));
  const masterKey = parseMasterKey(secrets.masterKey ?? (await inFolder("master-key")));
  if (!masterKey) throw new Error(`${join(folder, "secrets", "master-key")} is not a master key`);
  return { serviceToken, masterKey };
}

async function openCoordination(config: PlatformConfig, lifecycle: Lifecycle, log: Logger): Promise<Coordination> {
  const coordination = config.redis.url
    ? await import("./coordination/redis-coordination.ts").then(({ createRedisCoordination }) =>
        createRedisCoordination({ url: config.redis.url ?? "", log }),
      )
    : await import("./coordination/memory-coordination.ts").then(({ createMemoryCoordination }) =>
        createMemoryCoordination({ log }),
      );
  lifecycle.onStop("coordination", () => coordination.close());
  return coordination;
}

/** The embedded server starts with the first service that asks for its schema, and only once. */
function lazyDatabaseUrl(
  { database }: PlatformConfig,
  folder: string,
  lifecycle: Lifecycle,
  log: Logger,
): () => Promise<string> {
  let server: Promise<{ url: string; stop?: () => Promise<void> }> | undefined;
  lifecycle.onStop("database", async () => (await server)?.stop?.());

  async function startServer() {
    if (database.url) return { url: database.url };
    const { startEmbeddedPostgres } = await import("./database/embedded-postgres.ts");
    return startEmbeddedPostgres({ dataDir: join(folder, "postgres"), log });
  }

  return async () => {
    server ??= startServer();
    return (await server).url;
  };
}

interface DatabaseOpenerDeps {
  url: () => Promise<string>;
  maxConnections: number;
  lifecycle: Lifecycle;
  log: Logger;
}

function databaseOpener({ url, maxConnections, lifecycle, log }: DatabaseOpenerDeps) {
  return async function open<Tables>(schema: string, migrations: Record<string, Migration>): Promise<Kysely<Tables>> {
    const { openDatabase } = await import("./database/open-database.ts");
    const db = await openDatabase<Tables>({ url: await url(), schema, migrations, log, maxConnections });
    lifecycle.onStop(`database of ${schema}`, () => db.destroy());
    return db;
  };
}

async function ownFolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

async function openObjects(
  { storage }: PlatformConfig,
  folder: string,
  masterKey: Buffer,
  now: () => Date,
): Promise<ObjectStorage> {
  const { endpoint, bucket, accessKeyId, secretAccessKey, region, pathStyle } = storage;
  if (storage.kind === "s3" && endpoint && bucket && accessKeyId && secretAccessKey) {
    const { createS3ObjectStorage } = await import("./objects/s3-object-storage.ts");
    return createS3ObjectStorage({ endpoint, bucket, accessKeyId, secretAccessKey, region, forcePathStyle: pathStyle });
  }
  return createFileObjectStorage({
    dir: join(folder, "objects"),
    signingKey: objectSigningKey(masterKey),
    now: () => now().getTime(),
  });
}
