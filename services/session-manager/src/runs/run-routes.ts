import { Message, PageQuery, page, Run, StartRun, StopResult } from "@nexau-cloud/contracts";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { RunService } from "./run-service.ts";

const tags = ["runs"];
const RunParams = z.object({ runId: z.string() });

export interface RunRouteDeps {
  runs: RunService;
  start: (request: StartRun) => Promise<Run>;
  follow: (request: { runId: string; projectId: string; after: number }, reply: FastifyReply) => Promise<FastifyReply>;
}

/** Calls of the gateway, the backend and the command line, with the service token. */
export function runRoutes({ runs, start, follow }: RunRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/runs",
      { schema: { operationId: "startRun", tags, body: StartRun, response: { 201: Run } } },
      async (request, reply) => reply.code(201).send(await start(request.body)),
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
      async (request, reply) => follow({ ...request.params, ...request.query }, reply),
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
