import { AsyncLocalStorage } from "node:async_hooks";

/** What travels with a request over every hop, kept beside the call so that nobody has to pass it by hand. */
export interface RequestContext {
  requestId: string;
  /** W3C trace context of the caller's span. */
  traceparent: string | null;
  /** Traffic lane (RFC-0005); null is the base lane. */
  lane: string | null;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

export const REQUEST_ID_HEADER = "x-request-id";
export const LANE_HEADER = "x-nexau-lane";

/** Headers that carry the current request's context to the next hop. */
export function contextHeaders(
  context: RequestContext | undefined = requestContext.getStore(),
): Record<string, string> {
  if (!context) return {};
  return {
    [REQUEST_ID_HEADER]: context.requestId,
    ...(context.traceparent ? { traceparent: context.traceparent } : {}),
    ...(context.lane ? { [LANE_HEADER]: context.lane } : {}),
  };
}
