import fastifySwagger from "@fastify/swagger";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import { ServiceError } from "../errors.ts";
import type { Platform } from "../platform.ts";
import { createHttpMetrics } from "../telemetry/http-metrics.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { type HealthChecks, houseRoutes } from "./house-routes.ts";
import { REQUEST_ID_HEADER } from "./request-context.ts";
import { carryRequestContext, inRequestContext, requestIdOf } from "./request-scope.ts";
import { sendError } from "./send-error.ts";
import { withUsedComponents } from "./used-components.ts";

export interface HttpLimits {
  /** Largest JSON body, in bytes. Routes that stream set their own. */
  bodyBytes: number;
  headerBytes: number;
  /** Time a client has to send its head and body. */
  requestTimeoutMs: number;
  /** Time that running streams get when the server stops. */
  drainTimeoutMs: number;
}

export interface HttpServerOptions {
  name: string;
  version: string;
  description: string;
  log: Platform["log"];
  limits: HttpLimits;
  metrics?: Platform["metrics"];
  /** Each must resolve for /health to answer 200; the name of one that does not stands in the 503 answer. */
  health?: HealthChecks;
}

/** Longer than the minute for which common proxies keep a connection, so that never the server closes it first. */
const KEEP_ALIVE_MS = 75_000;

/** A server of the house: zod schemas in, problem documents out, request ids, /health, /metrics and /openapi.json. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { limits } = options;
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Each line gets its request's ids from the context, so a child logger per request would only repeat them.
    childLoggerFactory: (logger) => logger,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    genReqId: (request) => requestIdOf(request.headers[REQUEST_ID_HEADER]),
    http: { maxHeaderSize: limits.headerBytes },
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      sendError(error, request, reply);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendError(
      new ServiceError("not_found", "route_not_found", `There is no ${request.method} ${pathOf(request.url)} here.`),
      request,
      reply,
    ),
  );
  carryRequestContext(app);
  noteServedRequests(app, options.metrics);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: options.name, version: options.version, description: options.description },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withUsedComponents(jsonSchemaTransformObject(document)),
  });
  houseRoutes(app, options.health ?? {}, options.metrics);
  return app;
}

/** One line of the log and one point of the histogram for each request, when its answer is complete. */
function noteServedRequests(app: FastifyInstance, metrics: Platform["metrics"] | undefined): void {
  const count = metrics ? createHttpMetrics(metrics) : undefined;
  app.addHook("onResponse", (request, reply, done) => {
    const { method, url } = request;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? "none";
    count?.({ method, route, status, seconds: reply.elapsedTime / 1000 });
    const level = url === "/health" || url === "/metrics" ? "trace" : "debug";
    inRequestContext(request, () =>
      request.log[level]({ method, path: pathOf(url), status, ms: Math.round(reply.elapsedTime) }, "request served"),
    );
    done();
  });
}

const pathOf = (url: string) => url.split("?", 1)[0] ?? url;
