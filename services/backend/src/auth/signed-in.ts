import { bearerOf, ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";
import type { ReadForwarded } from "./client-address.ts";
import { checkNeed, type Principal, type RouteNeed, setPrincipal } from "./principal.ts";
import { checkSameOrigin } from "./same-origin.ts";
import { readSessionCookie } from "./session-cookie.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Left out: `read` for GET, `write` for everything else. */
    needs?: RouteNeed;
  }
}

export type Identity = Omit<Principal, "ip">;

export interface SignedInDeps {
  /** Null for a secret that is not, or no longer, good. */
  identityOfSession(secret: string): Promise<Identity | null>;
  identityOfToken(token: string): Promise<Identity | null>;
  readForwarded: ReadForwarded;
}

/** A hook that lets in a browser's session or a personal access token, before any of the body is read. */
export function createSignedInOnly({ identityOfSession, identityOfToken, readForwarded }: SignedInDeps) {
  return async function signedInOnly(request: FastifyRequest): Promise<void> {
    const { ip, host } = readForwarded(request);
    const identity =
      request.headers.authorization === undefined ? await fromCookie(request, host) : await fromToken(request);
    const principal = { ...identity, ip };
    checkNeed(
      principal,
      request.routeOptions.config.needs ?? (["GET", "HEAD"].includes(request.method) ? "read" : "write"),
    );
    setPrincipal(request, principal);
  };

  async function fromCookie(request: FastifyRequest, host: string): Promise<Identity> {
    const secret = readSessionCookie(request);
    const identity = secret ? await identityOfSession(secret) : null;
    if (!identity)
      throw new ServiceError("unauthenticated", "not_signed_in", "Sign in, or send a personal access token.");
    checkSameOrigin(request, host);
    return identity;
  }

  async function fromToken(request: FastifyRequest): Promise<Identity> {
    const token = bearerOf(request);
    const identity = token ? await identityOfToken(token) : null;
    if (!identity) {
      throw new ServiceError("unauthenticated", "token_invalid", "The token is unknown, was revoked, or has expired.");
    }
    return identity;
  }
}
