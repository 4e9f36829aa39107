import { type Coordination, ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";
import type { ReadForwarded } from "./client-address.ts";

export interface RateLimitDeps {
  counters: Coordination["counters"];
  readForwarded: ReadForwarded;
  requestsPerMinute: number;
}

/** A hook that lets so many requests of one address through in a minute. */
export function createRateLimit({ counters, readForwarded, requestsPerMinute }: RateLimitDeps) {
  return async function checkRate(request: FastifyRequest): Promise<void> {
    if (requestsPerMinute === 0) return;
    const used = await counters.add(`backend:rate:${readForwarded(request).ip}`, 1, 60_000);
    if (used > requestsPerMinute) {
      throw new ServiceError("resource_exhausted", "rate_limited", "Too many requests. Try again in a minute.");
    }
  };
}
