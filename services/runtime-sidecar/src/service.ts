import { createBackendClient } from "@nexau-cloud/backend/client";
import {
  createHttpServer,
  isLoopbackHost,
  listen,
  type Platform,
  type RunningService,
  type ServiceName,
} from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";
import type { RuntimeSidecarConfig } from "./config.ts";
import { createDemoModel } from "./demo/demo-model.ts";
import { createHttpUpstream } from "./models/http-upstream.ts";
import { createModelProxy } from "./models/model-proxy.ts";
import { modelRoutes } from "./models/model-routes.ts";
import { createProviderDirectory } from "./models/provider-directory.ts";
import { createOpenObservations } from "./traces/open-observations.ts";
import { traceRoutes } from "./traces/trace-routes.ts";
import { createTraceStore } from "./traces/trace-store.ts";
import { createUsageMeter } from "./usage/usage-meter.ts";

export interface RunningSidecar extends RunningService {
  /** Where traces are taken in; `url` is where models are. */
  tracesUrl: string;
}

const OPEN_OBSERVATION_BYTES = 32 * 1024 * 1024;

/** Builds the sidecar and makes it listen: models on one port, traces on the other. */
export async function startRuntimeSidecar(config: RuntimeSidecarConfig, platform: Platform): Promise<RunningSidecar> {
  const { log } = platform;
  const backend = createBackendClient({ discovery: platform.discovery, token: platform.serviceToken });
  const upstream = createHttpUpstream({
    allowPrivate: config.allowPrivateProviders ?? isLoopbackHost(platform.http.host),
    connectTimeoutMs: config.connectTimeoutMs,
    headersTimeoutMs: config.headersTimeoutMs,
    bodyTimeoutMs: config.bodyTimeoutMs,
    maxConnections: config.maxConnectionsPerProvider,
  });
  platform.lifecycle.onStop("provider connections", async () => upstream[Symbol.asyncDispose]());
  const meter = createUsageMeter({ counters: platform.coordination.counters, metrics: platform.metrics, log });
  platform.lifecycle.onStop("usage counts", () => meter.flush());
  const proxy = createModelProxy({
    providers: createProviderDirectory({ backend, cacheMs: config.providerCacheMs, now: platform.now }),
    http: upstream.call,
    demo: createDemoModel({ paceMs: config.demoPaceMs }),
  });

  const models = await server("runtime-sidecar", "Calls models for runs, with the real keys.", platform);
  await models.register(
    modelRoutes({ tokens: platform.requestTokens, proxy, meter, log, requestBytes: config.modelRequestBytes }),
  );
  const traces = await server("runtime-sidecar-traces", "Takes in the traces of runs.", platform);
  await traces.register(
    traceRoutes({
      tokens: platform.requestTokens,
      traces: createTraceStore({ backend, spanBytes: config.traceSpanBytes }),
      open: createOpenObservations({ maxBytes: OPEN_OBSERVATION_BYTES }),
      requestBytes: config.traceRequestBytes,
    }),
  );

  const running = await start(models, "runtime-sidecar", config.port, platform);
  const runningTraces = await start(traces, "runtime-sidecar-traces", config.tracesPort, platform);
  return {
    name: running.name,
    url: running.url,
    tracesUrl: runningTraces.url,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([running[Symbol.asyncDispose](), runningTraces[Symbol.asyncDispose]()]);
      await meter.flush();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

function server(name: string, description: string, platform: Platform): Promise<FastifyInstance> {
  return createHttpServer({
    name,
    version: "0.1.0",
    description,
    log: platform.log,
    limits: platform.http.limits,
    metrics: platform.metrics,
    health: {
      backend: () => platform.discovery.resolve("backend", platform.lane),
      coordination: () => platform.coordination.ping(),
    },
  });
}

async function start(
  app: FastifyInstance,
  service: ServiceName,
  port: number,
  platform: Platform,
): Promise<RunningService> {
  const running = await listen(app, platform, { name: service, port });
  const registration = await platform.discovery.register({
    id: platform.newId("ins"),
    service,
    url: running.url,
    lane: platform.lane,
  });
  platform.lifecycle.onStop(`registration of ${service}`, () => registration.stop());
  return {
    ...running,
    [Symbol.asyncDispose]: async () => {
      await registration.stop();
      await running[Symbol.asyncDispose]();
    },
  };
}
