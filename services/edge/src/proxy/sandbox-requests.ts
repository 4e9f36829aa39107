import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";

/** `<port>-<sandbox id>.<sandbox domain>`, as sandboxes' ports are called. */
const SANDBOX_HOST = /^\d{1,5}-i[a-z0-9]{20}\./i;

/** Requests into sandboxes, and the E2B API, are told that they are understood and not served, instead of going astray. */
export async function refuseSandboxRequests(request: FastifyRequest): Promise<void> {
  const intoSandbox = request.headers["e2b-sandbox-id"] !== undefined || SANDBOX_HOST.test(request.headers.host ?? "");
  if (!intoSandbox && !/^\/e2b(?:[/?]|$)/.test(request.url)) return;
  throw new ServiceError(
    "unimplemented",
    "sandbox_routing_unavailable",
    "This cloud does not serve the E2B API and the ports of sandboxes yet.",
  );
}
