import { bindLogFields, ServiceError } from "@nexau-cloud/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import { parseCredentials } from "./credentials.ts";
import type { KeyCheck, Principal } from "./key-check.ts";

const principals = new WeakMap<FastifyRequest, Principal>();

/** Lets in who shows a project's key pair, before a byte of the body is read. */
export function createKeyGuard(keys: KeyCheck) {
  return async function requireKey(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const credentials = parseCredentials(request.headers.authorization);
    try {
      if (!credentials) throw keyInvalid();
      const principal = await keys.check(credentials);
      principals.set(request, principal);
      bindLogFields({ projectId: principal.projectId });
    } catch (error) {
      if (ServiceError.from(error).code === "unauthenticated") {
        reply.header("www-authenticate", 'Basic realm="NexAU Cloud", charset="UTF-8"');
      }
      throw error;
    }
  };
}

/** Who calls, on routes behind the guard. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (!principal) throw keyInvalid();
  return principal;
}

const keyInvalid = () =>
  new ServiceError(
    "unauthenticated",
    "key_invalid",
    "Sign in with a project's key pair: `Authorization: Basic base64(ak:sk)` or `Authorization: AKSK ak:sk`.",
  );
