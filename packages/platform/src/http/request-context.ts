import { AsyncLocalStorage } from "node:async_hooks";
import { childSpan, formatTraceparent, parseTraceparent } from "../telemetry/trace-context.ts";

/** What travels with a request over every hop, kept beside the call so that nobody has to pass it by hand. */
export interface RequestContext {
  requestId: string;
  /** W3C trace context of the span that serves this request; null where work was not asked for by a request. */
  traceparent: string | null;
  /** Traffic lane (RFC-0005); null is the base lane. */
  lane: string | null;
  /** Ids that every log line of this request carries; see `bindLogFields`. */
  logFields?: LogFields;
}

/** Whom a log line is about. Only ids, never content. */
export interface LogFields {
  userId?: string;
  projectId?: string;
  sessionId?: string;
  runId?: string;
  sandboxId?: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

export const REQUEST_ID_HEADER = "x-request-id";
export const LANE_HEADER = "x-nexau-lane";

/** Headers that carry the current request's context to the next hop, as a span of its own. */
export function contextHeaders(
  context: RequestContext | undefined = requestContext.getStore(),
): Record<string, string> {
  if (!context) return {};
  const trace = parseTraceparent(context.traceparent ?? undefined);
  return {
    [REQUEST_ID_HEADER]: context.requestId,
    ...(trace ? { traceparent: formatTraceparent(childSpan(trace)) } : {}),
    ...(context.lane ? { [LANE_HEADER]: context.lane } : {}),
  };
}

/** From here on, each log line of the current request carries these ids. Outside of a request it does nothing. */
export function bindLogFields(fields: LogFields): void {
  const context = requestContext.getStore();
  if (context) context.logFields = { ...context.logFields, ...fields };
}
