import { NetworkPolicy, SandboxConnection } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SandboxNetwork } from "./sandbox-network.ts";

const tags = ["sandboxes"];
const SandboxParams = z.object({ sandboxId: z.string() });

/** For our own services. */
export function networkRoutes(network: SandboxNetwork): FastifyPluginAsyncZod {
  return async (app) => {
    app.put(
      "/sandboxes/:sandboxId/network",
      {
        schema: {
          operationId: "setSandboxNetwork",
          description: "What the sandbox may reach from now on; what is open and no longer allowed is cut.",
          tags,
          params: SandboxParams,
          body: NetworkPolicy,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await network.setNetwork(request.params.sandboxId, request.body);
        return reply.code(204).send(null);
      },
    );

    app.get(
      "/sandboxes/:sandboxId/connections",
      {
        schema: {
          operationId: "listSandboxConnections",
          description: "Where a running sandbox has asked to go, the newest first; nothing of what was said.",
          tags,
          params: SandboxParams,
          querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
          response: { 200: z.object({ data: z.array(SandboxConnection) }) },
        },
      },
      async (request) => ({ data: network.connections(request.params.sandboxId, request.query.limit) }),
    );
  };
}
