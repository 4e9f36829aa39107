import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SANDBOX_DOMAIN_HEADER } from "../proxy/forwarded-headers.ts";
import type { Proxy as EdgeProxy } from "../proxy/proxy.ts";
import { type SandboxTarget, sandboxTargetOf } from "./sandbox-target.ts";

export interface SandboxDoorDeps {
  proxy: Pick<EdgeProxy, "forward">;
  /** Throws for a Host that is none of ours. */
  checkHost(request: FastifyRequest): Promise<void>;
  /** Without its port. */
  domain: string;
  /** As it is told to clients. */
  publicDomain(): string;
}

/** A hook that takes requests into sandboxes, and to the E2B API, on to the sandbox manager; others pass by. */
export function createSandboxDoor({ proxy, checkHost, domain, publicDomain }: SandboxDoorDeps) {
  return async function sandboxDoor(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const target = sandboxTargetOf(request.raw, domain);
    if (!target) return undefined;
    if (target.kind === "refused") return answer(reply, 400, target.message);
    if (target.kind === "preflight") return allowBrowsers(reply).code(204).send();
    if (!target.isNamedByHost) await checkHost(request);
    try {
      await proxy.forward("sandbox-manager", request, reply, changesOf(target, publicDomain()));
    } catch (error) {
      const { status, message } = ServiceError.from(error);
      // 502 would say that the sandbox is gone, when it is only out of reach.
      return answer(reply, status === 502 ? 503 : status, message);
    }
    return reply;
  };
}

type Forwarded = Exclude<SandboxTarget, { kind: "refused" } | { kind: "preflight" }>;

function changesOf(target: Forwarded, publicDomain: string) {
  if (target.kind === "sandbox") return { headers: target.headers };
  return { path: target.path, headers: { [SANDBOX_DOMAIN_HEADER]: publicDomain } };
}

/** E2B's form of an error. */
function answer(reply: FastifyReply, code: number, message: string): FastifyReply {
  return allowBrowsers(reply).code(code).send({ code, message });
}

function allowBrowsers(reply: FastifyReply): FastifyReply {
  return reply
    .header("access-control-allow-origin", "*")
    .header("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
    .header("access-control-allow-headers", "*, authorization")
    .header("access-control-max-age", "600");
}
