import { EnvVar, page, ReplaceEnvVars, SetEnvVar } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "../projects/project-params.ts";
import type { EnvVarService } from "./env-var-service.ts";

const tags = ["environment variables"];

export function envVarRoutes(envVars: EnvVarService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/env-vars",
      { schema: { operationId: "listEnvVars", tags, params: ProjectParams, response: { 200: page(EnvVar) } } },
      async (request) => envVars.list(request.params.projectId),
    );

    app.post(
      "/api/projects/:projectId/env-vars",
      {
        schema: {
          operationId: "setEnvVar",
          description: "Adds a variable (201) or changes it (200).",
          tags,
          params: ProjectParams,
          body: SetEnvVar,
          response: { 200: EnvVar, 201: EnvVar },
        },
      },
      async (request, reply) => {
        const { created, envVar } = await envVars.set(principalOf(request), request.params.projectId, request.body);
        return reply.code(created ? 201 : 200).send(envVar);
      },
    );

    app.put(
      "/api/projects/:projectId/env-vars",
      {
        schema: {
          operationId: "replaceEnvVars",
          description: "Replaces the whole set. A masked secret that is sent back keeps its value.",
          tags,
          params: ProjectParams,
          body: ReplaceEnvVars,
          response: { 200: page(EnvVar) },
        },
      },
      async (request) => envVars.replace(principalOf(request), request.params.projectId, request.body),
    );

    app.delete(
      "/api/projects/:projectId/env-vars/:key",
      {
        schema: {
          operationId: "deleteEnvVar",
          tags,
          params: ProjectParams.extend({ key: z.string() }),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await envVars.remove(principalOf(request), request.params.projectId, request.params.key);
        return reply.code(204).send(null);
      },
    );
  };
}
