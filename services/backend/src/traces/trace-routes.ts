import { PageQuery, page, Trace, TraceDetails } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ProjectParams } from "../projects/project-params.ts";
import type { TraceService } from "./trace-service.ts";

const tags = ["traces"];

export function traceRoutes(traces: TraceService): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/projects/:projectId/traces",
      {
        schema: {
          operationId: "listTraces",
          tags,
          params: ProjectParams,
          querystring: PageQuery.extend({ session_id: z.string().optional() }),
          response: { 200: page(Trace) },
        },
      },
      async (request) =>
        traces.list(request.params.projectId, { ...request.query, sessionId: request.query.session_id }),
    );

    app.get(
      "/api/projects/:projectId/traces/:traceId",
      {
        schema: {
          operationId: "getTrace",
          tags,
          params: ProjectParams.extend({ traceId: z.string() }),
          response: { 200: TraceDetails },
        },
      },
      async (request) => traces.get(request.params.projectId, request.params.traceId),
    );
  };
}
