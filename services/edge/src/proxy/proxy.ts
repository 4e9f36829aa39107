import { pipeline } from "node:stream/promises";
import type { TLSSocket } from "node:tls";
import { type Platform, ServiceError, type ServiceName } from "@nexau-cloud/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Agent } from "undici";
import type { EdgeConfig } from "../config.ts";
import { requestHeaders, responseHeaders } from "./forwarded-headers.ts";

export interface Proxy extends AsyncDisposable {
  /** Sends the request on to the service and its answer back, both as they come and at the pace of the slower side. */
  forward(service: ServiceName, request: FastifyRequest, reply: FastifyReply, changes?: ForwardChanges): Promise<void>;
}

export interface ForwardChanges {
  /** In place of the request's own. */
  path?: string;
  /** Besides the request's own, or in their place. */
  headers?: Record<string, string>;
}

export interface ProxyDeps {
  discovery: Platform["discovery"];
  /** Requests from outside go in by the lane of this edge, whatever they say themselves. */
  lane: string | null;
  config: EdgeConfig;
}

export function createProxy({ discovery, lane, config }: ProxyDeps): Proxy {
  const agent = new Agent({
    connections: config.connectionsPerService,
    connect: { timeout: config.connectTimeoutMs },
    headersTimeout: config.answerTimeoutMs,
    // Streams may be silent for as long as an agent thinks; their own keep-alives and the caller's patience end them.
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
  });

  async function forward(
    service: ServiceName,
    request: FastifyRequest,
    reply: FastifyReply,
    changes: ForwardChanges = {},
  ): Promise<void> {
    const origin = await discovery.resolve(service, lane);
    const callerGone = new AbortController();
    reply.raw.once("close", () => callerGone.abort());
    const answer = await agent
      .request({
        origin,
        path: changes.path ?? request.raw.url ?? "/",
        method: request.method as "GET",
        headers: {
          ...requestHeaders(request.raw.headers, {
            address: request.ip,
            protocol: (request.raw.socket as TLSSocket).encrypted ? "https" : "http",
            host: request.raw.headers.host ?? "",
            requestId: request.id,
          }),
          ...changes.headers,
        },
        body: hasBody(request) ? request.raw : null,
        signal: callerGone.signal,
      })
      .catch((error: unknown) => {
        throw unreachable(service, error);
      });

    reply.hijack();
    reply.raw.writeHead(answer.statusCode, responseHeaders(answer.headers));
    // A head that waits for the first byte of a slow stream would look like a hanging request.
    reply.raw.flushHeaders();
    // Cut on either side: pipeline destroys the other, so that a half answer never looks like a whole one.
    await pipeline(answer.body, reply.raw).catch((error: unknown) => {
      request.log.debug({ err: error, target: service }, "answer cut");
    });
  }

  return { forward, [Symbol.asyncDispose]: () => agent.destroy() };
}

const hasBody = ({ raw }: FastifyRequest) =>
  raw.headers["transfer-encoding"] !== undefined || Number(raw.headers["content-length"] ?? 0) > 0;

function unreachable(service: ServiceName, cause: unknown): ServiceError {
  const code = (cause as { code?: string }).code ?? "";
  if (code === "UND_ERR_HEADERS_TIMEOUT") {
    return new ServiceError("deadline_exceeded", "service_timeout", `The ${service} did not answer in time.`, {
      cause,
    });
  }
  return new ServiceError("bad_gateway", "service_unreachable", `The ${service} cannot be reached.`, { cause });
}
