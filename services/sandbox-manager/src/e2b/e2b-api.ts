import { createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { BackendClient } from "@nexau-cloud/backend/client";
import { dataOf, deriveKey, type Logger } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { SandboxManagerConfig } from "../config.ts";
import type { Tables } from "../db/tables.ts";
import type { SandboxDriver } from "../drivers/driver.ts";
import { createProfileCatalog } from "../profiles/profile-catalog.ts";
import type { KeyedQueue } from "../sandboxes/keyed-queue.ts";
import type { SandboxLifecycle } from "../sandboxes/sandbox-lifecycle.ts";
import { createSnapshotService } from "../templates/snapshot-service.ts";
import { createTemplateCatalog } from "../templates/template-catalog.ts";
import { createKeyCheck } from "./auth/key-check.ts";
import type { E2bRouteDeps } from "./e2b-routes.ts";
import { createEvictor } from "./evictor.ts";
import { createForkService } from "./fork-service.ts";
import { createLogBook } from "./log-book.ts";
import { createMetricRecorder } from "./metric-recorder.ts";
import { createOwnSandboxService, type OwnSandboxServiceDeps } from "./own-sandbox-service.ts";
import * as ownSandboxStore from "./own-sandbox-store.ts";
import { createSandboxLister } from "./sandbox-list.ts";
import { createSandboxAnswers } from "./to-sandbox-answer.ts";
import { createTrafficAdmission } from "./traffic-admission.ts";

export interface E2bApiDeps {
  db: Kysely<Tables>;
  driver: SandboxDriver;
  lifecycle: SandboxLifecycle;
  queue: KeyedQueue;
  backend: BackendClient;
  accessTokenOf: (sandboxId: string) => string;
  applyNetwork: OwnSandboxServiceDeps["applyNetwork"];
  masterKey: Uint8Array;
  managerId: string;
  config: Pick<SandboxManagerConfig, "profiles" | "pausedMemoryMs" | "sweepIntervalMs">;
  log: Logger;
  now: () => Date;
}

/** Everything behind E2B's control API (RFC-0022, RFC-0023), made of what this service has anyway. */
export async function createE2bApi(deps: E2bApiDeps) {
  const { db, driver, lifecycle, queue, managerId, config, log, now } = deps;
  await ownSandboxStore.pauseAllOf(db, managerId, now());
  const logBook = createLogBook(now);
  const trafficKey = deriveKey(deps.masterKey, "sandbox traffic tokens");
  const trafficTokenOf = (sandboxId: string) => createHmac("sha256", trafficKey).update(sandboxId).digest("base64url");

  const metrics = createMetricRecorder({
    driver,
    sandboxes: () => lifecycle.all().filter(({ id, key }) => id === key),
    log,
    now,
  });
  const evictor = createEvictor({
    onDue: (id) => sandboxes.end(id),
    isRunning: (id) => lifecycle.find(id) !== undefined,
    log,
    now,
  });
  const sandboxes = createOwnSandboxService({
    db,
    lifecycle,
    queue,
    evictor,
    logBook,
    profiles: config.profiles,
    applyNetwork: deps.applyNetwork,
    onRemoved: metrics.forget,
    now,
  });
  const profiles = createProfileCatalog(config.profiles);
  const snapshots = createSnapshotService({ db, driver, managerId, now });
  const templates = createTemplateCatalog({ profiles, snapshots });

  const routes: E2bRouteDeps = {
    keys: createKeyCheck({
      verify: (apiKey) => dataOf(deps.backend.POST("/internal/sandbox-keys/verify", { body: { apiKey } })),
      now,
    }),
    sandboxes,
    templates,
    profiles,
    snapshots,
    list: createSandboxLister({ db, templates }),
    answers: createSandboxAnswers({
      profileOf: (name) => profiles.find(name)?.profile,
      accessTokenOf: deps.accessTokenOf,
      trafficTokenOf,
    }),
    fork: createForkService({ sandboxes, snapshots }),
    metrics,
    logBook,
    startedAt: now(),
  };

  async function giveUpMemories(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sandboxes
        .giveUpMemory(new Date(now().getTime() - config.pausedMemoryMs))
        .catch((error: unknown) => log.error({ err: error }, "looking after paused sandboxes failed"));
      await delay(config.sweepIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    routes,
    profiles,
    removeRestOf: snapshots.removeAllOf,
    admit: createTrafficAdmission({
      db,
      find: lifecycle.find,
      sandboxes,
      accessTokenOf: deps.accessTokenOf,
      trafficTokenOf,
    }),
    /** Ends and pauses sandboxes in time and measures them, until `signal` aborts. */
    run: async (signal: AbortSignal): Promise<void> => {
      await Promise.all([evictor.run(signal), metrics.run(signal), giveUpMemories(signal)]);
    },
  };
}
