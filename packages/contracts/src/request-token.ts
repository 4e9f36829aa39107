import { z } from "zod";

/**
 * Claims of a request token (RFC-0006): a JWT signed by the session manager (EdDSA), minutes long, naming one run.
 * `jti` is the run's id for a run's token; revoking it ends the token before its time.
 */
export const RequestTokenScope = z.enum(["llm", "traces", "sandbox", "run"]);
export const RequestTokenClaims = z.object({
  jti: z.string(),
  run_id: z.string(),
  session_id: z.string(),
  project_id: z.string(),
  version_id: z.string(),
  lane: z.string().nullable(),
  /** The models this token may call, and the one wire format. */
  models: z.array(z.string()),
  api_type: z.string(),
  scopes: z.array(RequestTokenScope),
  exp: z.int(),
});
export type RequestTokenScope = z.infer<typeof RequestTokenScope>;
export type RequestTokenClaims = z.infer<typeof RequestTokenClaims>;
