import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { projectOf } from "./auth/require-api-key.ts";
import type { LogBook } from "./log-book.ts";
import type { MetricRecorder } from "./metric-recorder.ts";
import type { OwnSandboxService } from "./own-sandbox-service.ts";
import { SandboxParams } from "./sandbox-params.ts";
import { LogEntry, SandboxMetric } from "./schemas/sandbox-answer.ts";

export interface ObservationRouteDeps {
  sandboxes: Pick<OwnSandboxService, "get">;
  metrics: Pick<MetricRecorder, "points">;
  logBook: Pick<LogBook, "entries">;
}

const UnixSeconds = z.coerce.number().int().min(0).max(253_402_300_799).optional();
const LEVELS = ["debug", "info", "warn", "error"] as const;
const LogLimit = z.coerce.number().int().min(0).max(1000).default(1000);
const Milliseconds = z.coerce.number().int().min(0).optional();
const toDate = (seconds: number | undefined) => (seconds === undefined ? undefined : new Date(seconds * 1000));

/** What a sandbox used, and what happened to it. */
export function e2bObservationRoutes({ sandboxes, metrics, logBook }: ObservationRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/sandboxes/:sandboxID/metrics",
      {
        schema: {
          params: SandboxParams,
          querystring: z.object({ start: UnixSeconds, end: UnixSeconds }),
          response: { 200: z.array(SandboxMetric) },
        },
      },
      async (request) => {
        const { sandboxID } = request.params;
        await sandboxes.get(projectOf(request), sandboxID);
        const { start, end } = request.query;
        return metrics.points(sandboxID, { start: toDate(start), end: toDate(end) });
      },
    );

    app.get(
      "/sandboxes/metrics",
      {
        schema: {
          querystring: z.object({ sandbox_ids: z.string().max(8192) }),
          response: { 200: z.object({ sandboxes: z.record(z.string(), SandboxMetric) }) },
        },
      },
      async (request) => {
        const ids = request.query.sandbox_ids.split(",").filter(Boolean).slice(0, 100);
        const newest: [string, SandboxMetric][] = [];
        for (const id of ids) {
          const own = await sandboxes.get(projectOf(request), id).catch(() => undefined);
          const point = own && metrics.points(id, { start: undefined, end: undefined }).at(-1);
          if (point) newest.push([id, point]);
        }
        return { sandboxes: Object.fromEntries(newest) };
      },
    );

    app.get(
      "/sandboxes/:sandboxID/logs",
      {
        schema: {
          params: SandboxParams,
          querystring: z.object({ start: Milliseconds, limit: LogLimit }),
          response: {
            200: z.object({
              logs: z.array(z.object({ timestamp: z.string(), line: z.string() })),
              logEntries: z.array(LogEntry),
            }),
          },
        },
      },
      async (request) => {
        const { sandboxID } = request.params;
        await sandboxes.get(projectOf(request), sandboxID);
        const { start = 0, limit } = request.query;
        const entries = logBook.entries(sandboxID).filter(({ timestamp }) => Date.parse(timestamp) >= start);
        const logEntries = entries.slice(0, limit);
        return { logEntries, logs: logEntries.map(({ timestamp, message }) => ({ timestamp, line: message })) };
      },
    );

    app.get(
      "/v2/sandboxes/:sandboxID/logs",
      {
        schema: {
          params: SandboxParams,
          querystring: z.object({
            cursor: Milliseconds,
            limit: LogLimit,
            direction: z.enum(["forward", "backward"]).default("forward"),
            level: z.enum(LEVELS).default("debug"),
            search: z.string().max(1024).default(""),
          }),
          response: { 200: z.object({ logs: z.array(LogEntry) }) },
        },
      },
      async (request) => {
        const { sandboxID } = request.params;
        await sandboxes.get(projectOf(request), sandboxID);
        const { cursor, limit, direction, level, search } = request.query;
        const forward = direction === "forward";
        const entries = logBook.entries(sandboxID).filter((entry) => {
          const time = Date.parse(entry.timestamp);
          const inReach = cursor === undefined || (forward ? time >= cursor : time <= cursor);
          return inReach && LEVELS.indexOf(entry.level) >= LEVELS.indexOf(level) && entry.message.includes(search);
        });
        return { logs: (forward ? entries : entries.toReversed()).slice(0, limit) };
      },
    );
  };
}
