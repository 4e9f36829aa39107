import type { FastifyRequest } from "fastify";
import { secretsEqual } from "../crypto/secret-hash.ts";
import { ServiceError } from "../errors.ts";

/** A preHandler that lets only our own services in. */
export function requireServiceToken(serviceToken: string) {
  return async function checkServiceToken(request: FastifyRequest): Promise<void> {
    const given = bearerOf(request);
    if (given === null || !secretsEqual(given, serviceToken)) {
      throw new ServiceError("unauthenticated", "service_token_invalid", "This route is for the cloud's own services.");
    }
  };
}

/** The token of `Authorization: Bearer <token>`, or null. */
export function bearerOf(request: FastifyRequest): string | null {
  const match = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}
