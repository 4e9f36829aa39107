import type { RequestTokenVerifier } from "@nexau-cloud/platform";
import { bearerOf, type requireServiceToken } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";
import { sandboxNotFound } from "../sandboxes/sandbox-errors.ts";

export interface OwnSessionDeps {
  serviceOnly: ReturnType<typeof requireServiceToken>;
  requestTokens: RequestTokenVerifier;
}

/** Lets in our own services, and a run for the session and project that its request token names. */
export function requireOwnSession({ serviceOnly, requestTokens }: OwnSessionDeps) {
  return async function checkOwnSession(request: FastifyRequest): Promise<void> {
    const token = bearerOf(request) ?? "";
    if (!looksLikeJwt(token)) return serviceOnly(request);
    const claims = await requestTokens.verify(token, "sandbox");
    const { sessionId } = request.params as { sessionId?: string };
    const named = [request.body, request.query].map((part) => (part as { projectId?: unknown } | null)?.projectId);
    const ownProject = named.every((projectId) => projectId === undefined || projectId === claims.project_id);
    if (claims.session_id !== sessionId || !ownProject) throw sandboxNotFound();
  };
}

const looksLikeJwt = (token: string) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
