import { CreatedProjectKey, CreateProjectKey, ProjectKey, page } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "../projects/project-params.ts";
import type { ProjectKeyService } from "./project-key-service.ts";

const tags = ["keys"];
const KeyParams = ProjectParams.extend({ keyId: z.string() });

export function projectKeyRoutes(keys: ProjectKeyService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/keys",
      { schema: { operationId: "listKeys", tags, params: ProjectParams, response: { 200: page(ProjectKey) } } },
      async (request) => keys.list(request.params.projectId),
    );

    app.post(
      "/api/projects/:projectId/keys",
      {
        schema: {
          operationId: "createKey",
          tags,
          params: ProjectParams,
          body: CreateProjectKey,
          response: { 201: CreatedProjectKey },
        },
      },
      async (request, reply) =>
        reply.code(201).send(await keys.create(principalOf(request), request.params.projectId, request.body)),
    );

    app.post(
      "/api/projects/:projectId/keys/reset",
      {
        schema: {
          operationId: "resetOnlyKey",
          description: "A new secret for a project's only key.",
          tags,
          params: ProjectParams,
          response: { 200: CreatedProjectKey },
        },
      },
      async (request) => keys.resetOnly(principalOf(request), request.params.projectId),
    );

    app.post(
      "/api/projects/:projectId/keys/:keyId/reset",
      { schema: { operationId: "resetKey", tags, params: KeyParams, response: { 200: CreatedProjectKey } } },
      async (request) => keys.reset(principalOf(request), request.params.projectId, request.params.keyId),
    );

    app.delete(
      "/api/projects/:projectId/keys/:keyId",
      { schema: { operationId: "deleteKey", tags, params: KeyParams, response: { 204: z.null() } } },
      async (request, reply) => {
        await keys.remove(principalOf(request), request.params.projectId, request.params.keyId);
        return reply.code(204).send(null);
      },
    );
  };
}
