import { CreateVersion, PageQuery, page, Version, VersionDetails } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "../projects/project-params.ts";
import type { ActivationService } from "./activation-service.ts";
import { VersionParams } from "./version-params.ts";
import type { VersionService } from "./version-service.ts";

const tags = ["versions"];
const config = { needs: "deploy" } as const;

export function versionRoutes(versions: VersionService, activations: ActivationService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/api/projects/:projectId/versions",
      {
        schema: {
          operationId: "createVersion",
          tags,
          params: ProjectParams,
          body: CreateVersion,
          response: { 201: Version },
        },
        config,
      },
      async (request, reply) =>
        reply.code(201).send(await versions.create(principalOf(request), request.params.projectId, request.body)),
    );

    app.get(
      "/api/projects/:projectId/versions",
      {
        schema: {
          operationId: "listVersions",
          tags,
          params: ProjectParams,
          querystring: PageQuery,
          response: { 200: page(Version) },
        },
      },
      async (request) => versions.list(request.params.projectId, request.query),
    );

    app.get(
      "/api/projects/:projectId/versions/:versionId",
      { schema: { operationId: "getVersion", tags, params: VersionParams, response: { 200: VersionDetails } } },
      async (request) => versions.get(request.params),
    );

    app.put(
      "/api/projects/:projectId/versions/:versionId/activate",
      { schema: { operationId: "activateVersion", tags, params: VersionParams, response: { 200: Version } }, config },
      async (request) => activations.activate(principalOf(request), request.params),
    );

    app.put(
      "/api/projects/:projectId/versions/:versionId/deactivate",
      { schema: { operationId: "deactivateVersion", tags, params: VersionParams, response: { 200: Version } }, config },
      async (request) => activations.deactivate(principalOf(request), request.params),
    );

    app.delete(
      "/api/projects/:projectId/versions/:versionId",
      { schema: { operationId: "deleteVersion", tags, params: VersionParams, response: { 204: z.null() } }, config },
      async (request, reply) => {
        await versions.remove(principalOf(request), request.params);
        return reply.code(204).send(null);
      },
    );
  };
}
