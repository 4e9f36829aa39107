import { RequestTokenClaims } from "@nexau-cloud/contracts";
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import type { ExpiringKeys } from "../coordination/coordination.ts";
import { ServiceError } from "../errors.ts";
import { type RequestTokenVerifier, revokedTokenKey } from "./request-tokens.ts";

export interface RequestTokenVerifierDeps {
  /** The session manager's public keys. */
  fetchKeys: () => Promise<JSONWebKeySet>;
  /** Where revoked tokens stand. */
  keys: Pick<ExpiringKeys, "get">;
  now: () => Date;
}

const MAX_TOKEN_LENGTH = 8192;
/** A run shows its token with every call; so many good signatures are remembered, the oldest forgotten first. */
const REMEMBERED_TOKENS = 2_000;
/** Unknown key ids ask for the keys anew, but not more often than this: an attacker can invent as many as they like. */
const REFETCH_INTERVAL_MS = 1_000;

/** Checks request tokens with the session manager's public keys, which are fetched once and kept. */
export function createRequestTokenVerifier({ fetchKeys, keys, now }: RequestTokenVerifierDeps): RequestTokenVerifier {
  const keySet = createCachedKeySet(fetchKeys, now);
  const signed = new Map<string, RequestTokenClaims>();

  async function signedClaims(token: string): Promise<RequestTokenClaims> {
    const known = signed.get(token);
    if (known && known.exp > now().getTime() / 1000) return known;
    const claims = await checkSignature(token);
    signed.set(token, claims);
    for (const oldest of signed.keys()) {
      if (signed.size <= REMEMBERED_TOKENS) break;
      signed.delete(oldest);
    }
    return claims;
  }

  async function checkSignature(token: string): Promise<RequestTokenClaims> {
    if (token.length === 0 || token.length > MAX_TOKEN_LENGTH) throw invalid("no token, or one that is too long");
    const payload = await withCurrentKeys(async (lookUp) => {
      const verified = await jwtVerify(token, lookUp, { algorithms: ["EdDSA"], currentDate: now() });
      return verified.payload;
    });
    const claims = RequestTokenClaims.safeParse(payload);
    if (!claims.success) throw invalid(claims.error);
    return claims.data;
  }

  async function withCurrentKeys<T>(verify: (lookUp: KeyLookUp) => Promise<T>): Promise<T> {
    try {
      return await verify(await keySet.current());
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw toTokenError(error);
    }
    try {
      return await verify(await keySet.newest());
    } catch (error) {
      throw toTokenError(error);
    }
  }

  return {
    verify: async (token, scope) => {
      const claims = await signedClaims(token);
      if ((await keys.get(revokedTokenKey(claims.jti))) !== null) {
        throw new ServiceError("unauthenticated", "request_token_revoked", "The run of this request token has ended.");
      }
      if (!claims.scopes.includes(scope)) {
        throw new ServiceError(
          "permission_denied",
          "request_token_scope",
          `This request token is not for the ${scope} scope.`,
        );
      }
      return claims;
    },
  };
}

type KeyLookUp = ReturnType<typeof createLocalJWKSet>;

function createCachedKeySet(fetchKeys: () => Promise<JSONWebKeySet>, now: () => Date) {
  let fetched: { at: number; keys: Promise<KeyLookUp> } | undefined;

  function fetchNow(): Promise<KeyLookUp> {
    const entry = { at: now().getTime(), keys: fetchKeys().then(createLocalJWKSet) };
    fetched = entry;
    entry.keys.catch(() => {
      if (fetched === entry) fetched = undefined;
    });
    return entry.keys;
  }

  return {
    current: () => fetched?.keys ?? fetchNow(),
    newest: () => (fetched && now().getTime() - fetched.at < REFETCH_INTERVAL_MS ? fetched.keys : fetchNow()),
  };
}

function toTokenError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return new ServiceError("unauthenticated", "request_token_expired", "This request token has expired.", {
      cause: error,
    });
  }
  return error instanceof errors.JOSEError || error instanceof TypeError ? invalid(error) : error;
}

const invalid = (cause: unknown) =>
  new ServiceError("unauthenticated", "request_token_invalid", "This is not a valid request token.", { cause });
