import type { TokenScope } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";

/** Who is asking, and what its credential lets it do. */
export interface Principal {
  userId: string;
  email: string;
  role: "admin" | "user";
  /** The personal access token that was shown; null for a browser. */
  tokenId: string | null;
  /** Projects that the token is narrowed to; null is all of the user's. */
  projectIds: string[] | null;
  scopes: TokenScope[];
  ip: string;
}

const principals = new WeakMap<FastifyRequest, Principal>();

export function setPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

/** Of a request that came through `signedInOnly`. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (!principal) throw new ServiceError("internal", "internal", "Something went wrong on our side.");
  return principal;
}

/**
 * What a route needs beyond being signed in. `account` is a write to the account itself, which no token that is narrowed
 * in any way may do: it could mint itself a wider one.
 */
export type RouteNeed = TokenScope | "account";

const RANK: Record<TokenScope, number> = { read: 0, deploy: 1, write: 2 };

export function checkNeed(principal: Principal, need: RouteNeed): void {
  const rank = Math.max(...principal.scopes.map((scope) => RANK[scope]));
  const enough = need === "account" ? rank === RANK.write && principal.projectIds === null : rank >= RANK[need];
  if (!enough) {
    throw new ServiceError(
      "permission_denied",
      "token_scope_insufficient",
      need === "account"
        ? "This needs a browser session or a token that is not narrowed."
        : `This needs a token with the scope "${need}".`,
    );
  }
}
