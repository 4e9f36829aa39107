import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  createHttpServer,
  isLoopbackHost,
  listen,
  objectSigningKey,
  type Platform,
  type RunningService,
  requireServiceToken,
} from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";
import { createAccountService } from "./accounts/account-service.ts";
import * as accountStore from "./accounts/account-store.ts";
import { createLoginThrottle } from "./accounts/login-throttle.ts";
import { createArtifactCleanup } from "./artifacts/artifact-cleanup.ts";
import { createConfirmService } from "./artifacts/confirm-service.ts";
import { createUploadService } from "./artifacts/upload-service.ts";
import { createAuditLog } from "./audit/audit-log.ts";
import { createForwardedReader } from "./auth/client-address.ts";
import { createRateLimit } from "./auth/rate-limit.ts";
import { randomSecrets } from "./auth/secrets.ts";
import { createSignedInOnly } from "./auth/signed-in.ts";
import { type CleanupJob, createCleanupJob } from "./cleanup/cleanup-job.ts";
import type { BackendSettings } from "./config.ts";
import { migrations } from "./db/migrations.ts";
import type { Tables } from "./db/tables.ts";
import { createEnvVarService } from "./env-vars/env-var-service.ts";
import { createInternalService } from "./internal/internal-service.ts";
import { createProjectKeyService } from "./keys/project-key-service.ts";
import { createLlmConfigService } from "./llm-config/llm-config-service.ts";
import { connectNeighbours, type Neighbours } from "./neighbours.ts";
import { createOwnProjectOnly } from "./projects/own-project.ts";
import { createProjectService } from "./projects/project-service.ts";
import * as projectStore from "./projects/project-store.ts";
import { createProviderCatalog } from "./providers/provider-catalog.ts";
import { backendRoutes } from "./routes.ts";
import { createSandboxKeyService } from "./sandbox-keys/sandbox-key-service.ts";
import { createTokenService } from "./tokens/token-service.ts";
import { createTraceService } from "./traces/trace-service.ts";
import { createActivationService } from "./versions/activation-service.ts";
import { createLaunchService } from "./versions/launch-service.ts";
import { createVersionService } from "./versions/version-service.ts";

export interface Backend {
  app: FastifyInstance;
  cleanup: CleanupJob;
}

export async function startBackend(config: BackendSettings, platform: Platform): Promise<RunningService> {
  const { app, cleanup } = await createBackend(config, platform);
  const running = await listen(app, platform, { name: "backend", port: config.port });
  cleanup.start();
  platform.lifecycle.onStop("backend clean-up", cleanup.stop);
  return running;
}

/** The service without a port. */
export async function createBackend(
  config: BackendSettings,
  platform: Platform,
  neighbours: Neighbours = connectNeighbours(platform, config),
): Promise<Backend> {
  const { coordination, objects, masterKey, newId, now, log } = platform;
  const { bus, counters, leases } = coordination;
  const db = await platform.database<Tables>("backend", migrations);
  const workDir = join(await platform.dataDir("backend"), "work");
  await mkdir(workDir, { recursive: true });
  const secrets = randomSecrets;
  const newUuid = randomUUID;
  const readForwarded = createForwardedReader(config.trustedProxies);
  const addressPolicy = { allowPrivate: config.allowPrivateProviders ?? isLoopbackHost(platform.http.host) };

  const audit = createAuditLog({ db, newId, now });
  const throttle = createLoginThrottle({
    counters,
    maxFailures: config.maxLoginFailures,
    windowMs: config.loginWindowMs,
  });
  const accounts = createAccountService({ db, audit, secrets, throttle, settings: config, newId, now });
  const projects = createProjectService({
    db,
    audit,
    bus,
    secrets,
    now,
    log,
    ids: { newId, newUuid },
    remains: neighbours.remains,
  });
  const tokens = createTokenService({ db, audit, projects, secrets, newId, now });
  const keys = createProjectKeyService({ db, audit, bus, secrets, newId, now });
  const sandboxKeys = createSandboxKeyService({ db, audit, secrets, newId, now });
  const envVars = createEnvVarService({ db, audit, masterKey, now });
  const providers = createProviderCatalog(config.providers);
  const llmConfigs = createLlmConfigService({ db, audit, providers, addressPolicy, masterKey, now });
  const versions = createVersionService({ db, audit, bus, newUuid, now });
  const uploadSettings = { maxBytes: config.bundle.zipBytes, uploadTtlMs: config.uploadTtlMs };
  const uploads = createUploadService({ db, objects, audit, settings: uploadSettings, newId, now });
  const confirmations = createConfirmService({ db, objects, audit, limits: config.bundle, workDir, now });
  const launchOf = createLaunchService({
    db,
    objects,
    envVars,
    llmConfigs,
    ownUrl: () => platform.discovery.resolve("backend", platform.lane),
    urlTtlMs: config.bundleUrlTtlMs,
  });
  const activations = createActivationService({
    db,
    audit,
    leases,
    bus,
    launchOf,
    newId,
    now,
    checkBundle: neighbours.checkBundle,
    leaseMs: config.checkTimeoutMs + 30_000,
  });
  const traces = createTraceService({ db, retentionDays: config.traceRetentionDays, now });
  const internal = createInternalService({
    keys,
    sandboxKeys,
    versions,
    launchOf,
    llmConfigs,
    traces,
    projectExists: (projectId) => projectStore.exists(db, projectId),
  });
  const artifactCleanup = createArtifactCleanup({ db, objects, graceMs: config.unreferencedGraceMs, now });
  const cleanup = createCleanupJob({
    leases,
    log,
    intervalMs: config.cleanupIntervalMs,
    holder: newId("backend"),
    steps: {
      uploads: artifactCleanup.expireUploads,
      content: artifactCleanup.removeUnreferenced,
      projects: projects.purgeDeleted,
      activations: activations.releaseAbandoned,
      traces: traces.removeOld,
      loginSessions: () => accountStore.deleteExpiredSessions(db, now()),
    },
  });

  const app = await createHttpServer({
    name: "backend",
    version: "0.1.0",
    description: "The control plane.",
    log,
    limits: platform.http.limits,
    metrics: platform.metrics,
    health: {
      database: () => db.selectNoFrom(({ lit }) => lit(1).as("alive")).execute(),
      objects: () => objects.ping(),
    },
  });
  await backendRoutes(app, {
    accounts,
    tokens,
    projects,
    keys,
    sandboxKeys,
    versions,
    activations,
    uploads,
    confirmations,
    envVars,
    llmConfigs,
    providers,
    traces,
    audit,
    internal,
    readForwarded,
    observed: neighbours.observed,
    objects: { objects, signingKey: objectSigningKey(masterKey), now },
    withinRateOnly: createRateLimit({ counters, readForwarded, requestsPerMinute: config.requestsPerMinute }),
    signedInOnly: createSignedInOnly({ ...accounts, ...tokens, readForwarded }),
    ownProjectOnly: createOwnProjectOnly(projects),
    serviceOnly: requireServiceToken(platform.serviceToken),
  });
  return { app, cleanup };
}
