import {
  AppendEvents,
  AppendHistory,
  EndRun,
  LeaseState,
  RenewLease,
  Run,
  type RunEvent,
} from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ReportService } from "./report-service.ts";
import { reporterOf } from "./reporter.ts";

const tags = ["runs"];
const RunParams = z.object({ runId: z.string() });

/** Reports of the runtime that holds the run, with the run's own request token (scope `run`). */
export function reportRoutes(reports: ReportService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/runs/:runId/events",
      {
        validatorCompiler: ({ httpPart }) => (httpPart === "body" ? checkEventBatch : () => true),
        schema: {
          operationId: "appendEvents",
          tags,
          params: RunParams,
          body: AppendEvents,
          response: { 200: LeaseState },
        },
      },
      async (request) => reports.appendEvents(reporterOf(request), request.body),
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
      async (request) => reports.appendHistory(reporterOf(request), request.body),
    );

    app.post(
      "/runs/:runId/lease",
      {
        schema: { operationId: "renewLease", tags, params: RunParams, body: RenewLease, response: { 200: LeaseState } },
      },
      async (request) => reports.renewLease(reporterOf(request), request.body.attempt),
    );

    app.post(
      "/runs/:runId/end",
      { schema: { operationId: "endRun", tags, params: RunParams, body: EndRun, response: { 200: Run } } },
      async (request) => reports.end(reporterOf(request), request.body),
    );
  };
}

/**
 * Events pass through: only what the log itself needs is looked at, and nothing of an event is dropped or put in another
 * order, so that what is read later is what the runtime wrote.
 */
const EventBatch = AppendEvents.extend({
  events: z
    .array(z.object({ sequence: z.int().positive(), event: z.custom<RunEvent>(isEvent, "is not an event") }))
    .min(1)
    .max(1000),
});

function checkEventBatch(body: unknown) {
  const { success, data, error } = EventBatch.safeParse(body);
  return success ? { value: data } : { error };
}

function isEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
