import { ObservedRun, type Run, StopResponse, type StopResult } from "@nexau-cloud/contracts";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import type { StreamRequest } from "../streams/stream-run.ts";

const tags = ["runs"];
const RunParams = z.object({ runId: z.string() });
const Sequence = z.coerce.number().int().min(0).max(2_147_483_647);

export interface RunRouteDeps {
  get: (query: { runId: string; projectId: string }) => Promise<Run>;
  stop: (request: { runId: string; projectId: string; force: boolean }) => Promise<StopResult>;
  stream: (request: StreamRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

export function runRoutes(runs: RunRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/runs/:runId",
      { schema: { operationId: "getRun", tags, params: RunParams, response: { 200: ObservedRun } } },
      async (request) =>
        toObservedRun(await runs.get({ ...request.params, projectId: principalOf(request).projectId })),
    );

    app.get(
      "/runs/:runId/events",
      {
        schema: {
          operationId: "followRun",
          description:
            "Attaches to a run's stream again: the events after `after`, or after the `Last-Event-ID` that a browser sends, then what comes. Each event has its number as `id:`.",
          tags,
          params: RunParams,
          querystring: z.object({ after: Sequence.optional() }),
          headers: z.object({ "last-event-id": Sequence.optional() }),
        },
      },
      async (request, reply) => {
        // A browser that reconnects repeats the URL it began with and adds how far it came.
        const after = request.headers["last-event-id"] ?? request.query.after ?? 0;
        const { projectId } = principalOf(request);
        return runs.stream({ runId: request.params.runId, projectId, after, keepIds: true }, reply);
      },
    );

    app.post(
      "/runs/:runId/stop",
      {
        schema: {
          operationId: "stopRun",
          tags,
          params: RunParams,
          body: z.object({ force: z.boolean().default(false) }).nullish(),
          response: { 200: StopResponse },
        },
      },
      async (request) => {
        const { projectId } = principalOf(request);
        const { status } = await runs.stop({ ...request.params, projectId, force: request.body?.force ?? false });
        return { status };
      },
    );
  };
}

function toObservedRun(run: Run): ObservedRun {
  return {
    id: run.id,
    session_id: run.sessionId,
    distinct_id: run.distinctId,
    version_id: run.versionId,
    version_tag: run.versionTag,
    agent: run.agent,
    source: run.source,
    state: run.state,
    stop_reason: run.stopReason,
    result: run.result,
    error: run.error,
    usage: run.usage,
    attempt: run.attempt,
    created_at: run.createdAt,
    ended_at: run.endedAt,
  };
}
