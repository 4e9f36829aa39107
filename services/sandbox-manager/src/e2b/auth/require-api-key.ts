import { bearerOf, bindLogFields, ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";
import type { KeyCheck } from "./key-check.ts";

const projects = new WeakMap<FastifyRequest, string>();

const KEY = /^e2b_[0-9a-f]{40}$/;

/** Lets in who shows a project's key, as `X-API-KEY` or as a bearer token, before a byte of the body is read. */
export function requireApiKey(check: KeyCheck) {
  return async function checkApiKey(request: FastifyRequest): Promise<void> {
    const header = request.headers["x-api-key"];
    const given = typeof header === "string" ? header : bearerOf(request);
    if (!given || !KEY.test(given)) throw apiKeyInvalid();
    const { projectId } = await check(given);
    projects.set(request, projectId);
    bindLogFields({ projectId });
  };
}

/** The project whose key it was, on routes behind the check. */
export function projectOf(request: FastifyRequest): string {
  const projectId = projects.get(request);
  if (projectId === undefined) throw apiKeyInvalid();
  return projectId;
}

const apiKeyInvalid = () =>
  new ServiceError("unauthenticated", "key_invalid", "Show one of the project's sandbox keys as X-API-KEY: e2b_…");
