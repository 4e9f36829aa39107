import { CreatedSandboxKey, page, SandboxKey } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "../projects/project-params.ts";
import type { SandboxKeyService } from "./sandbox-key-service.ts";

const tags = ["sandbox keys"];

export function sandboxKeyRoutes(keys: SandboxKeyService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/sandbox-keys",
      { schema: { operationId: "listSandboxKeys", tags, params: ProjectParams, response: { 200: page(SandboxKey) } } },
      async (request) => keys.list(request.params.projectId),
    );

    app.post(
      "/api/projects/:projectId/sandbox-keys",
      {
        schema: { operationId: "createSandboxKey", tags, params: ProjectParams, response: { 201: CreatedSandboxKey } },
      },
      async (request, reply) => reply.code(201).send(await keys.create(principalOf(request), request.params.projectId)),
    );

    app.delete(
      "/api/projects/:projectId/sandbox-keys/:keyId",
      {
        schema: {
          operationId: "deleteSandboxKey",
          tags,
          params: ProjectParams.extend({ keyId: z.string() }),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await keys.remove(principalOf(request), request.params.projectId, request.params.keyId);
        return reply.code(204).send(null);
      },
    );
  };
}
