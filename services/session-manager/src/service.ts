import { createAgentRuntimeClient } from "@nexau-cloud/agent-runtime/client";
import { createBackendClient } from "@nexau-cloud/backend/client";
import {
  createHttpServer,
  dataOf,
  listen,
  type Platform,
  type RunningService,
  requireServiceToken,
} from "@nexau-cloud/platform";
import type { SessionManagerConfig } from "./config.ts";
import { migrations } from "./db/migrations.ts";
import { pingDatabase } from "./db/ping-database.ts";
import type { Tables } from "./db/tables.ts";
import { createAssignments } from "./dispatch/assignment.ts";
import { createDispatcher } from "./dispatch/dispatcher.ts";
import { createRuntimes } from "./dispatch/runtimes.ts";
import { createSweeper, sweepEvery } from "./dispatch/sweeper.ts";
import { createEventFeed } from "./events/event-feed.ts";
import { createReportService } from "./reports/report-service.ts";
import { createOwnRunCheck } from "./reports/reporter.ts";
import { createRequestTokens } from "./request-tokens/request-tokens.ts";
import { loadSigningKeys } from "./request-tokens/signing-key.ts";
import { sessionManagerRoutes } from "./routes.ts";
import { createBlockCloser } from "./runs/close-open-blocks.ts";
import { createRunEnder } from "./runs/end-run.ts";
import { createFollowRoute } from "./runs/follow-route.ts";
import { createRunService } from "./runs/run-service.ts";
import * as runStore from "./runs/run-store.ts";
import { createRunStarter } from "./runs/start-run.ts";
import { createRunStopper } from "./runs/stop-run.ts";
import { createSessionService } from "./sessions/session-service.ts";

export async function startSessionManager(config: SessionManagerConfig, platform: Platform): Promise<RunningService> {
  const { coordination, discovery, lifecycle, now, newId } = platform;
  const { log } = platform;
  const db = await platform.database<Tables>("session_manager", migrations);
  const signingKeys = await loadSigningKeys({ db, masterKey: platform.masterKey, now, newId });
  const feed = await createEventFeed({
    bus: coordination.bus,
    instanceId: newId("sm"),
    tailBytes: config.tailBytes,
    onError: (error) => log.warn({ err: error }, "announcing events to other instances failed"),
  });
  lifecycle.onStop("session-manager events", () => feed.close());
  const requestTokens = createRequestTokens({
    signingKeys,
    keys: coordination.keys,
    ttlMs: config.requestTokenTtlMs,
    now,
  });
  // Coordination in memory forgets with its process what was revoked; what has not expired yet is revoked again.
  const lately = new Date(now().getTime() - config.requestTokenTtlMs);
  await Promise.all((await runStore.endedSince(db, lately)).map(requestTokens.revoke));
  const ender = createRunEnder({ db, feed, requestTokens, log, now });
  const stopper = createRunStopper({ db, feed, ender, bus: coordination.bus, log, ...config });
  const backend = createBackendClient({ discovery, token: platform.serviceToken });
  const runtimes = createRuntimes(discovery, async ({ url }, assignment) => {
    const runtime = createAgentRuntimeClient({
      discovery: { ...discovery, resolve: async () => url },
      token: platform.serviceToken,
    });
    await runtime.POST("/runs", { body: assignment, signal: AbortSignal.timeout(config.handOverTimeoutMs) });
  });
  const dispatcher = createDispatcher({
    db,
    fetchLaunch: (version) =>
      dataOf(backend.GET("/internal/projects/{projectId}/versions/{versionId}/launch", { params: { path: version } })),
    runtimes,
    assignmentOf: createAssignments({
      db,
      requestTokens,
      closeOpenBlocks: createBlockCloser({ db, feed, now }),
      tokenTtlMs: config.requestTokenTtlMs,
      leaseTtlMs: config.leaseTtlMs,
    }),
    ender,
    leaseTtlMs: config.leaseTtlMs,
    timeoutMs: config.dispatchTimeoutMs,
    signal: lifecycle.signal,
    log,
    now,
    newId,
  });
  const sweeper = createSweeper({ db, dispatcher, ender, runtimes, log, now, ...config });

  const app = await createHttpServer({
    name: "session-manager",
    version: "0.1.0",
    description: "Sessions, runs and their state.",
    log,
    // Only our own services and runtimes call, and callers are checked before their bodies are read.
    limits: { ...platform.http.limits, bodyBytes: config.bodyBytes },
    metrics: platform.metrics,
    health: { database: () => pingDatabase(db), coordination: () => coordination.ping() },
  });
  await sessionManagerRoutes(app, {
    sessions: createSessionService({ db, stopper, now, newId }),
    runs: {
      runs: createRunService({ db, stopper }),
      start: createRunStarter({ db, dispatcher, leaseTtlMs: config.leaseTtlMs, log, now, newId }),
      follow: createFollowRoute({ db, feed, keepAliveMs: config.keepAliveMs, stallMs: config.followerStallMs }),
    },
    reports: createReportService({ db, feed, ender, requestTokens, leaseTtlMs: config.leaseTtlMs, now }),
    requestTokens,
    serviceOnly: requireServiceToken(platform.serviceToken),
    ownRunOnly: createOwnRunCheck(platform.requestTokens),
  });

  const running = await listen(app, platform, { name: "session-manager", port: config.port });
  const sweeping = sweepEvery(sweeper, { intervalMs: config.sweepIntervalMs, signal: lifecycle.signal, log });
  lifecycle.onStop("session-manager dispatch", async () => {
    await sweeping;
    await dispatcher.idle();
  });
  return running;
}
