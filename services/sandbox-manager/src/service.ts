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
import { openDrivers } from "./drivers/open-drivers.ts";
import { createE2bApi } from "./e2b/e2b-api.ts";
import { readManagerId } from "./manager-id.ts";
import { openEgress } from "./network/open-egress.ts";
import { createSandboxNetwork } from "./network/sandbox-network.ts";
import { withEgress } from "./network/with-egress.ts";
import { createSandboxTraffic, isSandboxTraffic } from "./proxy/sandbox-traffic.ts";
import { sandboxManagerRoutes } from "./routes.ts";
import { createAccessTokens } from "./sandboxes/access-token.ts";
import { createKeyedQueue } from "./sandboxes/keyed-queue.ts";
import { createSandboxLifecycle } from "./sandboxes/sandbox-lifecycle.ts";
import { registerSandboxMetrics } from "./sandboxes/sandbox-metrics.ts";
import { createSandboxService } from "./sandboxes/sandbox-service.ts";
import { stopAllOf } from "./sandboxes/sandbox-store.ts";
import { createSweeper } from "./sandboxes/sweeper.ts";

export async function startSandboxManager(config: SandboxManagerConfig, platform: Platform): Promise<RunningService> {
  const { discovery, now } = platform;
  const { log } = platform;
  const db = await platform.database<Tables>("sandbox_manager", migrations);
  const dataDir = await platform.dataDir("sandbox-manager");
  const managerId = await readManagerId(dataDir);
  const egress = await openEgress({ config, dataDir, discovery, now });
  const drivers = await openDrivers({ config, dataDir, egressDir: egress.socketsDir, log });
  const driver = withEgress(drivers.driver, egress);
  await driver.recover();
  // Nobody waits for it to start; to stop, it has to have come to its end, or it would go on writing into the data folder.
  const prepared = drivers.prepare();
  platform.lifecycle.onStop("preparation of sandboxes", () => prepared);
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
    requireDriver: drivers.require,
    driverNameFor: drivers.nameFor,
    config,
    signal,
    log,
    now,
  });
  const sweeper = createSweeper({ db, driver, lifecycle, bundles, queue, managerId, config, log, now });
  const network = createSandboxNetwork({ find: lifecycle.find, doorOf: egress.find });
  const e2b = await createE2bApi({
    db,
    driver,
    lifecycle,
    queue,
    backend: createBackendClient({ discovery, token: platform.serviceToken }),
    accessTokenOf,
    applyNetwork: network.setNetwork,
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
    health: { database: () => sql`select 1`.execute(db), sandboxes: () => drivers.require() },
  });
  const traffic = createSandboxTraffic({ admit: e2b.admit, find: lifecycle.find, log });
  app.addHook("onRequest", async (request, reply) => {
    if (!isSandboxTraffic(request.raw)) return;
    reply.hijack();
    await traffic.handle(request.raw, reply.raw);
  });
  app.server.on("upgrade", traffic.upgrade);
  // Uploads into sandboxes may take as long as they like; heads still have their limit.
  app.server.requestTimeout = 0;
  const serviceOnly = requireServiceToken(platform.serviceToken);
  await sandboxManagerRoutes(app, {
    sandboxes: createSandboxService({
      db,
      lifecycle,
      queue,
      accessTokenOf,
      removeRestOf: e2b.removeRestOf,
      setNetwork: network.setNetwork,
    }),
    drivers: drivers.all,
    profiles: e2b.profiles,
    e2b: e2b.routes,
    network,
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
    await egress.closeAll();
  });
  return running;
}
