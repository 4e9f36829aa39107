import { randomBytes } from "node:crypto";

/** W3C trace context: who asked for this, over all hops. */
export interface TraceContext {
  /** 32 hex digits, the same over all hops of one request. */
  traceId: string;
  /** 16 hex digits, of this hop. */
  spanId: string;
  /** Bit 0: somebody records this trace. */
  flags: string;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Null for anything that is not a traceparent, which the standard wants treated as absent. */
export function parseTraceparent(header: string | undefined): TraceContext | null {
  const [, version, traceId, spanId, flags, rest] = FORMAT.exec(header ?? "") ?? [];
  if (!version || !traceId || !spanId || !flags || version === "ff" || (version === "00" && rest)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, flags };
}

/** The next hop of a trace, or the first of a new one. */
export function childSpan(parent: TraceContext | null): TraceContext {
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    flags: parent?.flags ?? "00",
  };
}

export const formatTraceparent = ({ traceId, spanId, flags }: TraceContext) => `00-${traceId}-${spanId}-${flags}`;
