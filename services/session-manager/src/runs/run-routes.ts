import {
  AppendEvents,
  AppendHistory,
  EndRun,
  LeaseState,
  Message,
  PageQuery,
  page,
  RenewLease,
  Run,
  StartRun,
  StopResult,
} from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { RunService } from "./run-service.ts";

const tags = ["runs"];
const RunParams = z.object({ runId: z.string() });

/** Calls of the gateway, the backend and the command line, with the service token. */
export function runRoutes(runs: RunService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/runs",
      { schema: { operationId: "startRun", tags, body: StartRun, response: { 201: Run } } },
      async (request, reply) => reply.code(201).send(await runs.start(request.body)),
    );

    app.get(
      "/runs",
      {
        schema: {
          operationId: "listRuns",
          tags,
          querystring: PageQuery.extend({ projectId: z.string(), sessionId: z.string().optional() }),
          response: { 200: page(Run) },
        },
      },
      async (request) => runs.list(request.query),
    );

    app.get(
      "/runs/:runId",
      {
        schema: {
          operationId: "getRun",
          tags,
          params: RunParams,
          querystring: z.object({ projectId: z.string() }),
          response: { 200: Run },
        },
      },
      async (request) => runs.get({ ...request.params, ...request.query }),
    );

    app.post(
      "/runs/:runId/stop",
      {
        schema: {
          operationId: "stopRun",
          tags,
          params: RunParams,
          body: z.object({ projectId: z.string(), force: z.boolean().default(false) }),
          response: { 200: StopResult },
        },
      },
      async (request) => runs.stop({ ...request.params, ...request.body }),
    );

    app.get(
      "/runs/:runId/events",
      {
        schema: {
          operationId: "followRun",
          description:
            "Server-sent events after a sequence number: `id: <sequence>` and `data: <event>`, first from the log, then live, until the run's last event. A comment line keeps the connection alive.",
          tags,
          params: RunParams,
          querystring: z.object({ projectId: z.string(), after: z.coerce.number().int().nonnegative().default(0) }),
        },
      },
      async (request, reply) => runs.follow({ ...request.params, ...request.query }, request, reply),
    );

    app.get(
      "/sessions/:sessionId/messages",
      {
        schema: {
          operationId: "listMessages",
          tags,
          params: z.object({ sessionId: z.string() }),
          querystring: z.object({ projectId: z.string() }),
          response: { 200: z.object({ data: z.array(Message) }) },
        },
      },
      async (request) => runs.history({ ...request.params, ...request.query }),
    );
  };
}

/** Reports of the runtime that holds the run, with the run's own request token (scope `run`). */
export function runReportRoutes(runs: RunService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/runs/:runId/events",
      {
        schema: {
          operationId: "appendEvents",
          tags,
          params: RunParams,
          body: AppendEvents,
          response: { 200: LeaseState },
        },
      },
      async (request) => runs.appendEvents(request.params.runId, request.body),
    );

    app.post(
      "/runs/:runId/history",
      {
        schema: {
          operationId: "appendHistory",
          tags,
          params: RunParams,
          body: AppendHistory,
          response: { 200: LeaseState },
        },
      },
      async (request) => runs.appendHistory(request.params.runId, request.body),
    );

    app.post(
      "/runs/:runId/lease",
      {
        schema: { operationId: "renewLease", tags, params: RunParams, body: RenewLease, response: { 200: LeaseState } },
      },
      async (request) => runs.renewLease(request.params.runId, request.body.attempt),
    );

    app.post(
      "/runs/:runId/end",
      { schema: { operationId: "endRun", tags, params: RunParams, body: EndRun, response: { 200: Run } } },
      async (request) => runs.end(request.params.runId, request.body),
    );
  };
}
