import { EnsureSandbox, Sandbox } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SandboxService } from "./sandbox-service.ts";

const tags = ["sandboxes"];
const SessionParams = z.object({ sessionId: z.string() });

/** The sandbox of a session: for the run's own request token (scope `sandbox`), or for our own services. */
export function sessionSandboxRoutes(sandboxes: SandboxService): FastifyPluginAsyncZod {
  return async (app) => {
    app.put(
      "/sessions/:sessionId/sandbox",
      {
        schema: {
          operationId: "ensureSessionSandbox",
          tags,
          params: SessionParams,
          body: EnsureSandbox,
          response: { 200: Sandbox },
        },
      },
      async (request) => sandboxes.ensureForSession(request.params.sessionId, request.body),
    );

    app.delete(
      "/sessions/:sessionId/sandbox",
      {
        schema: {
          operationId: "deleteSessionSandbox",
          description: "Ends the sandbox and deletes its files. Nothing there is fine.",
          tags,
          params: SessionParams,
          querystring: z.object({ projectId: z.string() }),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await sandboxes.deleteForSession(request.params.sessionId, request.query.projectId);
        return reply.code(204).send(null);
      },
    );
  };
}

/** For our own services. */
export function sandboxRoutes(sandboxes: SandboxService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/sandboxes",
      {
        schema: {
          operationId: "listSandboxes",
          tags,
          querystring: z.object({ projectId: z.string().optional() }),
          response: { 200: z.object({ data: z.array(Sandbox) }) },
        },
      },
      async (request) => sandboxes.list(request.query),
    );

    app.delete(
      "/projects/:projectId/sandboxes",
      {
        schema: {
          operationId: "deleteProjectSandboxes",
          tags,
          params: z.object({ projectId: z.string() }),
          response: { 200: z.object({ deleted: z.int() }) },
        },
      },
      async (request) => sandboxes.deleteOfProject(request.params.projectId),
    );
  };
}
