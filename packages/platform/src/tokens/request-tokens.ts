import type { RequestTokenClaims, RequestTokenScope } from "@nexau-cloud/contracts";

/** Checks request tokens (RFC-0006): the session manager's signature, the time, the scope, and that it was not revoked. */
export interface RequestTokenVerifier {
  /** Throws `unauthenticated` / `request_token_invalid`, or `permission_denied` / `request_token_scope`. */
  verify(token: string, scope: RequestTokenScope): Promise<RequestTokenClaims>;
}

/** Key in the coordination's expiring keys whose presence revokes the token of that `jti`. */
export const revokedTokenKey = (jti: string) => `request-token:revoked:${jti}`;
