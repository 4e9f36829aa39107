import { CreateSession, PageQuery, page, Session, StopResult } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SessionService } from "./session-service.ts";

const tags = ["sessions"];
const SessionParams = z.object({ sessionId: z.string() });
/** Every look-up names the project, so that another's session is not found instead of forbidden. */
const Owner = z.object({ projectId: z.string(), distinctId: z.string().optional() });

export function sessionRoutes(sessions: SessionService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/sessions",
      { schema: { operationId: "createSession", tags, body: CreateSession, response: { 201: Session } } },
      async (request, reply) => reply.code(201).send(await sessions.create(request.body)),
    );

    app.get(
      "/sessions",
      {
        schema: {
          operationId: "listSessions",
          tags,
          querystring: PageQuery.extend({ projectId: z.string(), distinctId: z.string().optional() }),
          response: { 200: page(Session) },
        },
      },
      async (request) => sessions.list(request.query),
    );

    app.get(
      "/sessions/:sessionId",
      {
        schema: {
          operationId: "getSession",
          tags,
          params: SessionParams,
          querystring: Owner,
          response: { 200: Session },
        },
      },
      async (request) => sessions.get({ ...request.params, ...request.query }),
    );

    app.post(
      "/sessions/:sessionId/stop",
      {
        schema: {
          operationId: "stopSession",
          tags,
          params: SessionParams,
          body: z.object({ projectId: z.string(), distinctId: z.string(), force: z.boolean().default(false) }),
          response: { 200: StopResult },
        },
      },
      async (request) => sessions.stop({ ...request.params, ...request.body }),
    );

    app.delete(
      "/sessions",
      {
        schema: {
          operationId: "deleteProjectSessions",
          tags,
          querystring: z.object({ projectId: z.string() }),
          response: { 200: z.object({ deleted: z.int() }) },
        },
      },
      async (request) => sessions.deleteOfProject(request.query.projectId),
    );
  };
}
