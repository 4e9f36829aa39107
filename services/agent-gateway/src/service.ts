import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createBackendClient } from "@nexau-cloud/backend/client";
import { createHttpServer, dataOf, listen, type Platform, type RunningService } from "@nexau-cloud/platform";
import { createSandboxManagerClient } from "@nexau-cloud/sandbox-manager/client";
import { createSessionManagerClient } from "@nexau-cloud/session-manager/client";
import type { FastifyReply } from "fastify";
import { Agent } from "undici";
import { createKeyCheck } from "./auth/key-check.ts";
import { createKeyGuard } from "./auth/principal.ts";
import { createChatService } from "./chat/chat-service.ts";
import { createVersionResolver } from "./chat/version-resolver.ts";
import type { AgentGatewayConfig } from "./config.ts";
import { createFileService } from "./files/file-service.ts";
import { createSandboxDaemon } from "./files/sandbox-daemon.ts";
import { createCors } from "./http/cors.ts";
import { agentGatewayRoutes } from "./routes.ts";
import { createRunEvents } from "./streams/run-events.ts";
import { type StreamRequest, streamRun } from "./streams/stream-run.ts";
import { waitForEnd } from "./streams/wait-for-end.ts";

export async function startAgentGateway(config: AgentGatewayConfig, platform: Platform): Promise<RunningService> {
  const { coordination, discovery, lifecycle, log, now, newId, serviceToken } = platform;
  const backend = createBackendClient({ discovery, token: serviceToken });
  const sessionManager = createSessionManagerClient({ discovery, token: serviceToken });
  const sandboxManager = createSandboxManagerClient({ discovery, token: serviceToken });

  const keys = createKeyCheck({
    verify: (credentials) => dataOf(backend.POST("/internal/keys/verify", { body: credentials })),
    goodMs: config.keyCacheMs,
    badMs: config.badKeyCacheMs,
    maxEntries: config.keyCacheSize,
    now,
  });
  const versions = createVersionResolver({
    resolve: ({ projectId, ...query }) =>
      dataOf(backend.GET("/internal/projects/{projectId}/version", { params: { path: { projectId }, query } })),
    cacheMs: config.versionCacheMs,
    now,
  });
  lifecycle.onStop("gateway keys", await coordination.bus.subscribe("keys.changed", keys.forget));
  lifecycle.onStop("gateway versions", await coordination.bus.subscribe("versions.changed", versions.forget));

  const runEvents = createRunEvents({ discovery, serviceToken, reconnectMs: config.reconnectMs });
  lifecycle.onStop("gateway streams", async () => runEvents[Symbol.asyncDispose]());
  const sandboxConnections = new Agent({ bodyTimeout: 0, headersTimeout: 0 });
  lifecycle.onStop("gateway sandbox connections", () => sandboxConnections.destroy());

  const stream = (request: StreamRequest, reply: FastifyReply) =>
    streamRun({ runEvents, stallMs: config.stallMs, now }, request, reply);
  const getRun = ({ runId, projectId }: { runId: string; projectId: string }) =>
    dataOf(sessionManager.GET("/runs/{runId}", { params: { path: { runId }, query: { projectId } } }));
  const getSession = ({
    sessionId,
    ...query
  }: {
    projectId: string;
    sessionId: string;
    distinctId: string | undefined;
  }) => dataOf(sessionManager.GET("/sessions/{sessionId}", { params: { path: { sessionId }, query } }));

  const app = await createHttpServer({
    name: "agent-gateway",
    version: "0.1.0",
    description: "The data plane: sessions, chat, runs and files of a project's agents.",
    log,
    // Nobody is let in before their key is known, so a large body is a customer's.
    limits: { ...platform.http.limits, bodyBytes: config.bodyBytes },
    metrics: platform.metrics,
    health: {
      backend: () => discovery.resolve("backend", platform.lane),
      "session-manager": () => discovery.resolve("session-manager", platform.lane),
    },
  });
  app.addHook("onRequest", createCors(config.corsOrigins));
  await agentGatewayRoutes(app, {
    keyOnly: createKeyGuard(keys),
    sessions: {
      create: (body) => dataOf(sessionManager.POST("/sessions", { body })),
      list: (query) => dataOf(sessionManager.GET("/sessions", { params: { query } })),
      get: getSession,
      messages: ({ sessionId, projectId }) =>
        dataOf(
          sessionManager.GET("/sessions/{sessionId}/messages", {
            params: { path: { sessionId }, query: { projectId } },
          }),
        ),
    },
    chat: {
      chats: createChatService({
        versions,
        startRun: (body) => dataOf(sessionManager.POST("/runs", { body })),
        now,
        newId,
      }),
      stream,
      waitForEnd: (run, signal) => waitForEnd({ runEvents, getRun }, run, signal),
      stop: ({ sessionId, ...body }) =>
        dataOf(sessionManager.POST("/sessions/{sessionId}/stop", { params: { path: { sessionId } }, body })),
    },
    runs: {
      get: getRun,
      stop: ({ runId, ...body }) =>
        dataOf(sessionManager.POST("/runs/{runId}/stop", { params: { path: { runId } }, body })),
      stream,
    },
    files: {
      files: createFileService({
        getSession,
        resolveVersion: versions.resolve,
        fetchLaunch: (path) =>
          dataOf(backend.GET("/internal/projects/{projectId}/versions/{versionId}/launch", { params: { path } })),
        ensureSandbox: (sessionId, projectId, launch) =>
          dataOf(
            sandboxManager.PUT("/sessions/{sessionId}/sandbox", {
              params: { path: { sessionId } },
              body: {
                projectId,
                ...(launch ? { profile: launch.sandbox.profile, env: launch.env, bundle: launch.bundle } : {}),
              },
            }),
          ),
        daemonOf: async (sandbox) =>
          createSandboxDaemon(sandboxConnections, await discovery.resolve("sandbox-manager", platform.lane), sandbox),
      }),
      spoolDir: await openSpool(platform),
      maxBytes: config.fileBytes,
    },
  });
  return listen(app, platform, { name: "agent-gateway", port: config.port });
}

/** What a crash left in it belongs to nobody. */
async function openSpool({ dataDir }: Platform): Promise<string> {
  const folder = await dataDir("uploads");
  const left = await readdir(folder);
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  return folder;
}
