import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { bearerOf, type RequestTokenVerifier, ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";
import { runNotFound } from "../runs/run-errors.ts";

const reporters = new WeakMap<FastifyRequest, RequestTokenClaims>();

/** Lets in the request token of the run that the path names, with the scope `run`. */
export function createOwnRunCheck(requestTokens: RequestTokenVerifier) {
  return async function checkOwnRun(request: FastifyRequest): Promise<void> {
    const claims = await requestTokens.verify(bearerOf(request) ?? "", "run");
    const { runId } = request.params as { runId?: string };
    if (claims.run_id !== runId) throw runNotFound(runId ?? "");
    reporters.set(request, claims);
  };
}

/** Who reports, on routes behind `createOwnRunCheck`. */
export function reporterOf(request: FastifyRequest): RequestTokenClaims {
  const claims = reporters.get(request);
  if (!claims) throw new ServiceError("internal", "internal", "Something went wrong on our side.");
  return claims;
}
