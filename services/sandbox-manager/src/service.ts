import { join } from "node:path";
import { createBackendClient } from "@nexau-cloud/backend/client";
import {
  createHttpServer,
  listen,
  type Platform,
  type RunningService,
  requireServiceToken,
} from "@nexau-cloud/platform";
import { sql } from "kysely";
import { createBundleCache } from "./agents/bundle-cache.ts";
import { createBundleDownload } from "./agents/download-bundle.ts";
import { requireOwnSession } from "./auth/own-session.ts";
import type { SandboxManagerConfig } from "./config.ts";
import { migrations } from "./db/migrations.ts";
import type { Tables } from "./db/tables.ts";
import { createBubblewrapDriver } from "./drivers/bubblewrap/bubblewrap-driver.ts";
import { findDaemonFiles } from "./drivers/daemon-files.ts";
import { createDriverHealth } from "./drivers/driver-health.ts";
import { createE2bApi } from "./e2b/e2b-api.ts";
import { notServed } from "./e2b/e2b-errors.ts";
import { readManagerId } from "./manager-id.ts";
import { createSandboxTraffic, isSandboxTraffic } from "./proxy/sandbox-traffic.ts";
import { sandboxManagerRoutes } from "./routes.ts";
import { createAccessTokens } from "./sandboxes/access-token.ts";
import { createKeyedQueue } from "./sandboxes/keyed-queue.ts";
import { createSandboxLifecycle } from "./sandboxes/sandbox-lifecycle.ts";
import { registerSandboxMetrics } from "./sandboxes/sandbox-metrics.ts";
import { createSandboxService } from "./sandboxes/sandbox-service.ts";
import { stopAllOf } from "./sandboxes/sandbox-store.ts";
import { createSweeper } from "./sandboxes/sweeper.ts";

/** Shared by all managers of a machine. */
const UID_RANGES_FOLDER = "/run/nexau-cloud/uid-ranges";

export async function startSandboxManager(config: SandboxManagerConfig, platform: Platform): Promise<RunningService> {
  const { discovery, now } = platform;
  const { log } = platform;
  const db = await platform.database<Tables>("sandbox_manager", migrations);
  const dataDir = await platform.dataDir("sandbox-manager");
  const managerId = await readManagerId(dataDir);
  const driver = await createBubblewrapDriver({
    dataDir: join(dataDir, "bubblewrap"),
    ...findDaemonFiles(),
    uidRanges: { folder: UID_RANGES_FOLDER, firstUid: config.firstUid, count: config.uidRanges },
    log,
  });
  await driver.recover();
  const requireDriver = createDriverHealth(driver, log);
  requireDriver()
    .then(() => driver.prepare())
    .catch((error: unknown) => log.warn({ err: error }, "sandboxes are not ready"));
  await stopAllOf(db, managerId, { reason: "manager_killed", at: now() });

  const bundles = await createBundleCache({
    dir: join(dataDir, "bundles"),
    download: createBundleDownload({ discovery, objects: platform.objects, maxBytes: config.maxBundleBytes }),
    now,
  });
  const queue = createKeyedQueue();
  const accessTokenOf = createAccessTokens(platform.masterKey);
  const { signal } = platform.lifecycle;
  const lifecycle = createSandboxLifecycle({
    db,
    driver,
    bundles,
    accessTokenOf,
    managerId,
    requireDriver,
    config,
    signal,
    log,
    now,
  });
  const sweeper = createSweeper({ db, driver, lifecycle, bundles, queue, managerId, config, log, now });
  const e2b = await createE2bApi({
    db,
    driver,
    lifecycle,
    queue,
    backend: createBackendClient({ discovery, token: platform.serviceToken }),
    accessTokenOf,
    applyNetwork: async () => {
      throw notServed("changes of a running sandbox's network", "Give the network when you create it.");
    },
    masterKey: platform.masterKey,
    managerId,
    config,
    log,
    now,
  });
  registerSandboxMetrics(platform.metrics, lifecycle);

  const app = await createHttpServer({
    name: "sandbox-manager",
    version: "0.1.0",
    description: "Life cycle of sandboxes.",
    log,
    limits: platform.http.limits,
    metrics: platform.metrics,
    health: { database: () => sql`select 1`.execute(db), sandboxes: requireDriver },
  });
  const traffic = createSandboxTraffic({ admit: e2b.admit, find: lifecycle.find, log });
  app.addHook("onRequest", async (request, reply) => {
    if (!isSandboxTraffic(request.raw)) return;
    reply.hijack();
    await traffic(request.raw, reply.raw);
  });
  // Uploads into sandboxes may take as long as they like; heads still have their limit.
  app.server.requestTimeout = 0;
  const serviceOnly = requireServiceToken(platform.serviceToken);
  await sandboxManagerRoutes(app, {
    sandboxes: createSandboxService({ db, lifecycle, queue, accessTokenOf, removeRestOf: e2b.removeRestOf }),
    drivers: [driver],
    profiles: e2b.profiles,
    e2b: e2b.routes,
    serviceOnly,
    ownSessionOnly: requireOwnSession({ serviceOnly, requestTokens: platform.requestTokens }),
  });

  const running = await listen(app, platform, { name: "sandbox-manager", port: config.port });
  const registration = await discovery.register({
    id: managerId,
    service: "sandbox-manager",
    url: running.url,
    lane: platform.lane,
  });
  const sweeping = Promise.all([sweeper.run(signal), e2b.run(signal)]);
  // The first to be stopped: streams into sandboxes end with them, so that the server has nothing to wait for.
  platform.lifecycle.onStop("sandboxes", async () => {
    await registration.stop();
    await Promise.all(lifecycle.all().map((sandbox) => lifecycle.stop(sandbox, "manager_stopped")));
    await Promise.all([queue.idle(), sweeping]);
    await Promise.all(lifecycle.all().map((sandbox) => lifecycle.stop(sandbox, "manager_stopped")));
    await driver.close();
  });
  return running;
}
