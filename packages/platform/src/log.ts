import { type DestinationStream, type Logger, pino } from "pino";
import { requestContext } from "./http/request-context.ts";
import { toLoggedError } from "./log-error.ts";
import { parseTraceparent } from "./telemetry/trace-context.ts";

export type { Logger } from "pino";

export interface LogOptions {
  level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  destination?: DestinationStream;
}

/**
 * JSON lines, one format over all services: `time` in ISO 8601, `level` as a word, ids in camelCase fields. A line that
 * is written while a request is served carries that request's ids (`requestId`, `traceId`, and what `bindLogFields` added).
 */
export function createLogger(name: string, options: LogOptions): Logger {
  const settings = {
    level: options.level,
    base: { service: name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: requestIds,
    serializers: { err: (error: unknown) => toLoggedError(error) },
    redact: {
      paths: ["authorization", "headers.authorization", "headers.cookie", "apiKey", "secretKey", "requestToken"],
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

function requestIds(): object {
  const context = requestContext.getStore();
  if (!context) return {};
  const traceId = parseTraceparent(context.traceparent ?? undefined)?.traceId;
  return { requestId: context.requestId, ...(traceId ? { traceId } : {}), ...context.logFields };
}
