import type { FastifyRequest } from "fastify";

/** Set by the edge, which takes it from nobody. */
export const SANDBOX_DOMAIN_HEADER = "x-nexau-sandbox-domain";

/** What sandboxes are called by at the door that the request came through; null where there is none. */
export function sandboxDomainOf(request: FastifyRequest): string | null {
  const domain = request.headers[SANDBOX_DOMAIN_HEADER];
  return typeof domain === "string" && /^[a-z0-9.-]{1,253}(?::\d{1,5})?$/.test(domain) ? domain : null;
}
