import { Message, ObservedRun, ObservedSession, PageQuery, page } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ProjectParams } from "../projects/project-params.ts";
import type { ObservedSessions } from "./observed-sessions.ts";

const tags = ["observe"];

export function observeRoutes(observed: ObservedSessions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/sessions",
      {
        schema: {
          operationId: "listSessions",
          tags,
          params: ProjectParams,
          querystring: PageQuery.extend({ distinct_id: z.string().optional() }),
          response: { 200: page(ObservedSession) },
        },
      },
      async (request) => observed.listSessions(request.params.projectId, request.query),
    );

    app.get(
      "/api/projects/:projectId/sessions/:sessionId/messages",
      {
        schema: {
          operationId: "listMessages",
          tags,
          params: ProjectParams.extend({ sessionId: z.string() }),
          response: { 200: page(Message) },
        },
      },
      async (request) => observed.listMessages(request.params.projectId, request.params.sessionId),
    );

    app.get(
      "/api/projects/:projectId/runs",
      {
        schema: {
          operationId: "listRuns",
          tags,
          params: ProjectParams,
          querystring: PageQuery.extend({ session_id: z.string().optional() }),
          response: { 200: page(ObservedRun) },
        },
      },
      async (request) => observed.listRuns(request.params.projectId, request.query),
    );

    app.get(
      "/api/projects/:projectId/runs/:runId",
      {
        schema: {
          operationId: "getRun",
          tags,
          params: ProjectParams.extend({ runId: z.string() }),
          response: { 200: ObservedRun },
        },
      },
      async (request) => observed.getRun(request.params.projectId, request.params.runId),
    );
  };
}
