import { CreatedProject, CreateProject, PageQuery, Project, page, UpdateProject } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import { ProjectParams } from "./project-params.ts";
import type { ProjectService } from "./project-service.ts";

const tags = ["projects"];

export function projectsRoutes(projects: ProjectService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/api/projects",
      {
        schema: { operationId: "createProject", tags, body: CreateProject, response: { 201: CreatedProject } },
        config: { needs: "account" },
      },
      async (request, reply) => reply.code(201).send(await projects.create(principalOf(request), request.body)),
    );

    app.get(
      "/api/projects",
      { schema: { operationId: "listProjects", tags, querystring: PageQuery, response: { 200: page(Project) } } },
      async (request) => projects.list(principalOf(request), request.query),
    );
  };
}

/** Of one project, which is the caller's. */
export function projectRoutes(projects: ProjectService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId",
      { schema: { operationId: "getProject", tags, params: ProjectParams, response: { 200: Project } } },
      async (request) => projects.get(principalOf(request), request.params.projectId),
    );

    app.patch(
      "/api/projects/:projectId",
      {
        schema: {
          operationId: "updateProject",
          tags,
          params: ProjectParams,
          body: UpdateProject,
          response: { 200: Project },
        },
      },
      async (request) => projects.update(principalOf(request), request.params.projectId, request.body),
    );

    app.delete(
      "/api/projects/:projectId",
      { schema: { operationId: "deleteProject", tags, params: ProjectParams, response: { 204: z.null() } } },
      async (request, reply) => {
        await projects.remove(principalOf(request), request.params.projectId);
        return reply.code(204).send(null);
      },
    );
  };
}
