import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { projectOf } from "./auth/require-api-key.ts";
import type { OwnSandboxService } from "./own-sandbox-service.ts";
import { SandboxParams } from "./sandbox-params.ts";
import { NetworkUpdate } from "./schemas/network.ts";

/** What a sandbox may reach, changed while it runs. */
export function e2bNetworkRoutes(sandboxes: Pick<OwnSandboxService, "setNetwork">): FastifyPluginAsyncZod {
  return async (app) => {
    app.put(
      "/sandboxes/:sandboxID/network",
      { schema: { params: SandboxParams, body: NetworkUpdate, response: { 204: z.null() } } },
      async (request, reply) => {
        await sandboxes.setNetwork(projectOf(request), request.params.sandboxID, request.body);
        return reply.code(204).send(null);
      },
    );
  };
}
