import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { type Coordination, revokedTokenKey } from "@nexau-cloud/platform";
import { SignJWT } from "jose";
import type { MintRequestToken } from "./request-token-routes.ts";
import type { SigningKeys } from "./signing-key.ts";

export interface RequestTokensDeps {
  signingKeys: SigningKeys;
  keys: Pick<Coordination["keys"], "set">;
  ttlMs: number;
  now: () => Date;
}

export type RequestTokens = ReturnType<typeof createRequestTokens>;

/** No token lives longer, so a revocation may be forgotten after it. */
const MAX_TTL_MS = 3_600_000;

/** Request tokens (RFC-0006). All tokens of a run share its id as `jti`, so that one revocation ends them all. */
export function createRequestTokens({ signingKeys, keys, ttlMs, now }: RequestTokensDeps) {
  async function sign(claims: Omit<RequestTokenClaims, "exp">, lifeMs: number) {
    const seconds = Math.floor(now().getTime() / 1000);
    const exp = seconds + Math.ceil(Math.min(lifeMs, MAX_TTL_MS) / 1000);
    const token = await new SignJWT({ ...claims, iat: seconds, exp })
      .setProtectedHeader({ alg: "EdDSA", kid: signingKeys.id, typ: "JWT" })
      .sign(signingKeys.privateKey);
    return { token, expiresAt: new Date(exp * 1000).toISOString() };
  }

  async function mint(request: MintRequestToken): Promise<{ token: string; expiresAt: string }> {
    return sign(
      {
        jti: request.runId,
        run_id: request.runId,
        session_id: request.sessionId,
        project_id: request.projectId,
        version_id: request.versionId,
        lane: request.lane,
        models: request.models,
        api_type: request.apiType,
        scopes: request.scopes,
      },
      request.ttlSeconds * 1000,
    );
  }

  /** A new token with the same rights when less than half of this one's time is left; null otherwise. */
  async function renewal({ exp, ...claims }: RequestTokenClaims): Promise<string | null> {
    if (exp * 1000 - now().getTime() >= ttlMs / 2) return null;
    return (await sign(claims, ttlMs)).token;
  }

  async function revoke(jti: string): Promise<void> {
    await keys.set(revokedTokenKey(jti), "1", MAX_TTL_MS + 60_000);
  }

  return {
    mint,
    renewal,
    revoke,
    /** Public keys, as a JSON Web Key Set. */
    jwks: () => ({ keys: signingKeys.publicKeys.map((key): Record<string, unknown> => ({ ...key })) }),
  };
}
