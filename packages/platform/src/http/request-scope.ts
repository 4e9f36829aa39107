import type { FastifyInstance, FastifyRequest } from "fastify";
import { newId } from "../ids.ts";
import { childSpan, formatTraceparent, parseTraceparent } from "../telemetry/trace-context.ts";
import { LANE_HEADER, REQUEST_ID_HEADER, type RequestContext, requestContext } from "./request-context.ts";

/** Fastify's onRequest and preValidation hooks see different asynchronous contexts, so the request keeps its own. */
const contexts = new WeakMap<FastifyRequest, RequestContext>();

/** Gives each request its context, in which its hooks and handler run and its log lines are written. */
export function carryRequestContext(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    inRequestContext(request, done);
  });
  // A body arrives in the context of its connection; from here on we are in the request's again.
  app.addHook("preValidation", (request, _reply, done) => inRequestContext(request, done));
}

/** Runs `work` in the request's context, for places that Fastify calls outside of it. */
export function inRequestContext<Result>(request: FastifyRequest, work: () => Result): Result {
  let context = contexts.get(request);
  if (!context) {
    context = {
      requestId: request.id,
      traceparent: formatTraceparent(childSpan(parseTraceparent(headerOf(request, "traceparent")))),
      lane: laneOf(request),
    };
    contexts.set(request, context);
  }
  return requestContext.run(context, work);
}

/** The caller's id for this request where it is a reasonable one. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === "string" && /^[\w.-]{1,128}$/.test(header) ? header : newId("req");
}

function laneOf(request: FastifyRequest): string | null {
  const lane = headerOf(request, LANE_HEADER) ?? "";
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(lane) ? lane : null;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
