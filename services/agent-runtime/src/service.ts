import { DEFAULT_BUNDLE_LIMITS, loadProject } from "@nexau-cloud/agent-spec";
import { StopSignal } from "@nexau-cloud/contracts";
import {
  createHttpServer,
  listen,
  type Platform,
  type RunningService,
  requireServiceToken,
} from "@nexau-cloud/platform";
import { createSandboxManagerClient } from "@nexau-cloud/sandbox-manager/client";
import { createBundleCache } from "./bundles/bundle-cache.ts";
import { createProjectLoader } from "./bundles/project-loader.ts";
import { createBundleChecker } from "./checks/bundle-checker.ts";
import type { AgentRuntimeConfig } from "./config.ts";
import { createModelConnections } from "./model/model-transport.ts";
import { agentRuntimeRoutes } from "./routes.ts";
import { executeRun } from "./runs/execute-run.ts";
import type { RunDeps, SandboxOf } from "./runs/run-deps.ts";
import { createRunIntake, type RunningRuns } from "./runs/run-intake.ts";
import { registerRunMetrics } from "./runs/run-metrics.ts";
import { createSandboxClient } from "./sandbox/create-sandbox-client.ts";
import { sleep } from "./sleep.ts";
import { checkBindings } from "./tools/check-bindings.ts";
import { createToolbox } from "./tools/create-toolbox.ts";

export async function startAgentRuntime(config: AgentRuntimeConfig, platform: Platform): Promise<RunningService> {
  const { coordination, discovery, lifecycle, log, now, newId } = platform;
  const connections = createModelConnections();
  lifecycle.onStop("agent-runtime model connections", async () => connections[Symbol.asyncDispose]());

  const bundles = await createBundleCache({
    dir: await platform.dataDir("bundles"),
    limits: DEFAULT_BUNDLE_LIMITS,
    maxBytes: config.bundles.cacheBytes,
    downloadTimeoutMs: config.bundles.downloadTimeoutMs,
    toAbsoluteUrl: async (url) => (url.startsWith("/") ? `${await discovery.resolve("backend", null)}${url}` : url),
  });
  const projects = createProjectLoader({ bundles, loadProject, maxProjects: config.bundles.cachedProjects });
  const sandboxOf: SandboxOf = ({ sessionId, launch, requestToken }) =>
    createSandboxClient({
      discovery,
      requestToken,
      sessionId,
      projectId: launch.projectId,
      profile: launch.sandbox.profile,
      env: launch.env,
      bundle: launch.bundle,
    });
  const runDeps: RunDeps = {
    discovery,
    projects,
    connections,
    sandboxOf,
    createToolbox,
    limits: config,
    log,
    sleep,
    now,
    newId,
  };
  const countEnd = registerRunMetrics(platform.metrics, () => runs.count);
  const runs: RunningRuns = createRunIntake({
    onEnd: countEnd,
    execute: (assignment, control) => executeRun(assignment, control, runDeps),
    maxConcurrentRuns: config.maxConcurrentRuns,
    log,
    newId,
  });
  const checks = createBundleChecker({
    discovery,
    requestTokens: platform.requestTokens,
    projects,
    sandboxOf,
    endSandbox: async ({ sessionId, projectId, requestToken }) => {
      const manager = createSandboxManagerClient({ discovery, token: requestToken });
      const params = { path: { sessionId }, query: { projectId } };
      await manager.DELETE("/sessions/{sessionId}/sandbox", { params });
    },
    checkBindings,
    log,
    now,
  });

  const app = await createHttpServer({
    name: "agent-runtime",
    version: "0.1.0",
    description: "Runs the agent loop.",
    log,
    // Only our own services call, and an assignment brings the session's whole history.
    limits: { ...platform.http.limits, bodyBytes: config.bodyBytes },
    metrics: platform.metrics,
    health: { coordination: () => coordination.ping() },
  });
  await agentRuntimeRoutes(app, { runs, checks, serviceOnly: requireServiceToken(platform.serviceToken) });

  const running = await listen(app, platform, { name: "agent-runtime", port: config.port });
  const unsubscribe = await coordination.bus.subscribe("run.stop", (message) => {
    const signal = StopSignal.safeParse(message);
    if (signal.success) runs.stop(signal.data.runId, signal.data.force);
  });
  lifecycle.onStop("agent-runtime stop signals", unsubscribe);
  const instance = { id: newId("rt"), service: "agent-runtime", url: running.url, lane: platform.lane } as const;
  const registration = await discovery.register(instance);
  // As soon as we are not registered any more, others take over what we have not ended.
  lifecycle.onStop("agent-runtime registration", () => registration.stop());
  lifecycle.onStop("agent-runtime runs", () => runs.drain(config.drainTimeoutMs));
  return running;
}
