import { timingSafeEqual } from "node:crypto";
import fastifySwagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import { ServiceError, toProblem } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Platform, RunningService } from "../platform.ts";
import { LANE_HEADER, REQUEST_ID_HEADER, requestContext } from "./request-context.ts";

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
  health?: Record<string, () => Promise<unknown>>;
}

/** A server of the house: zod schemas in, problem documents out, request ids, /health, /metrics and /openapi.json. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: options.limits.bodyBytes,
    requestTimeout: options.limits.requestTimeoutMs,
    genReqId: (request) => requestIdOf(request.headers[REQUEST_ID_HEADER]),
    http: { maxHeaderSize: options.limits.headerBytes },
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 512 },
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
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    const context = {
      requestId: request.id,
      traceparent: headerOf(request, "traceparent"),
      lane: headerOf(request, LANE_HEADER),
    };
    requestContext.run(context, done);
  });
  app.addHook("onResponse", (request, reply, done) => {
    const level = request.url === "/health" || request.url === "/metrics" ? "trace" : "debug";
    request.log[level](
      {
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      "request served",
    );
    done();
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: options.name, version: options.version, description: options.description },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  app.get("/health", { schema: { hide: true } }, async (_request, reply) => {
    const missing = await failingChecks(options.health ?? {});
    return reply
      .code(missing.length === 0 ? 200 : 503)
      .send({ status: missing.length === 0 ? "ok" : "unavailable", missing });
  });
  if (options.metrics) {
    const metrics = options.metrics;
    app.get("/metrics", { schema: { hide: true } }, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.metrics()),
    );
  }
  return app;
}

/** Listens, and stops with the platform: no new connections, open answers drained up to the limit, then cut. */
export async function listen(
  app: FastifyInstance,
  platform: Pick<Platform, "http" | "lifecycle">,
  service: { name: string; port: number },
): Promise<RunningService> {
  try {
    await app.listen({ host: platform.http.host, port: service.port });
  } catch (error) {
    throw listenError(error, service);
  }
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : service.port;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      const cut = setTimeout(() => app.server.closeAllConnections(), platform.http.limits.drainTimeoutMs);
      await app.close().finally(() => clearTimeout(cut));
    })();
    return closing;
  };
  platform.lifecycle.onStop(service.name, close);
  return {
    name: service.name,
    url: `http://${urlHost(platform.http.advertisedHost)}:${port}`,
    [Symbol.asyncDispose]: close,
  };
}

const urlHost = (host: string) => (host.includes(":") ? `[${host}]` : host);

/** A preHandler that lets only our own services in. */
export function requireServiceToken(serviceToken: string) {
  const expected = Buffer.from(serviceToken);
  return async function checkServiceToken(request: FastifyRequest): Promise<void> {
    const given = Buffer.from(bearerOf(request) ?? "");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new ServiceError("unauthenticated", "service_token_invalid", "This route is for the cloud's own services.");
    }
  };
}

/** The token of `Authorization: Bearer <token>`, or null. */
export function bearerOf(request: FastifyRequest): string | null {
  const match = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}

/** Aborted when the client goes away before the answer is complete. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished)
      controller.abort(new ServiceError("canceled", "client_gone", "The client went away."));
  });
  return controller.signal;
}

/** Answers with the problem document of whatever was thrown; logs what is ours to mend. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toServiceError(thrown);
  if (error.status >= 500) request.log.error({ err: error, reason: error.reason }, "request failed");
  else request.log.debug({ reason: error.reason, detail: error.message }, "request refused");
  return reply
    .code(error.status)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send(toProblem(error, request.id));
}

function toServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const error = thrown as Partial<FastifyError>;
  if (error.validation) {
    const errors = error.validation.map((issue) => ({
      path: `${error.validationContext ?? "body"}${(issue.instancePath ?? "").replaceAll("/", ".")}`,
      message: issue.message ?? "is not valid",
    }));
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
    return new ServiceError("invalid_argument", "invalid_request", detail, { errors, cause: thrown });
  }
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new ServiceError("payload_too_large", "body_too_large", "The body is larger than this route accepts.", {
      cause: thrown,
    });
  }
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new ServiceError(
      "unsupported_media_type",
      "media_type_unsupported",
      "This route does not accept that Content-Type.",
      { cause: thrown },
    );
  }
  if (typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500) {
    return new ServiceError("invalid_argument", "invalid_request", error.message ?? "The request could not be read.", {
      cause: thrown,
    });
  }
  return ServiceError.from(thrown);
}

async function failingChecks(checks: Record<string, () => Promise<unknown>>): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return [];
      } catch {
        return [name];
      }
    }),
  );
  return results.flat();
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === "string" && /^[\w.-]{1,128}$/.test(header) ? header : newId("req");
}

function headerOf(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" && value.length > 0 && value.length <= 256 ? value : null;
}

const pathOf = (url: string) => url.split("?", 1)[0] ?? url;

function listenError(error: unknown, service: { name: string; port: number }): Error {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error as Error;
  const variable = `NEXAU_CLOUD_${service.name.replaceAll("-", "_").toUpperCase()}_PORT`;
  return new ServiceError(
    "failed_precondition",
    "port_in_use",
    `Port ${service.port} of ${service.name} is taken by another program. Stop it, or choose another port with ${variable}.`,
    { cause: error },
  );
}
