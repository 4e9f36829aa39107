import type { FastifyReply, FastifyRequest } from "fastify";

/** Lets pages of the named origins call this service; without any, browsers keep to pages of our own origin. */
export function createCors(origins: string[]) {
  const allowed = new Set(origins);

  return async function cors(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (allowed.size === 0) return undefined;
    reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin === undefined || !(allowed.has("*") || allowed.has(origin))) return undefined;
    reply.header("access-control-allow-origin", origin);
    reply.header("access-control-expose-headers", "x-run-id, x-request-id");
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) {
      return undefined;
    }
    return reply
      .code(204)
      .header("access-control-allow-methods", "GET, POST, DELETE")
      .header("access-control-allow-headers", "authorization, content-type, idempotency-key, last-event-id")
      .header("access-control-max-age", "600")
      .send();
  };
}
