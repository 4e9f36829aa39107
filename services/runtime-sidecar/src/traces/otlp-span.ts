import { spanMeaning } from "./span-meaning.ts";
import type { TraceSpan } from "./trace-span.ts";

/** A span as OpenTelemetry has it, read from JSON or protobuf alike. */
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  startTimeUnixNano: bigint;
  /** 0 for a span that has not ended. */
  endTimeUnixNano: bigint;
  attributes: Record<string, unknown>;
  status: { code: number; message: string };
  resource: Record<string, unknown>;
  scope: string;
}

const STATUS_ERROR = 2;
const NO_ID = /^0*$/;

/** Throws an Error that says what is wrong with a span that cannot be kept. */
export function fromOtlp(span: OtlpSpan): TraceSpan {
  if (!/^[0-9a-f]{32}$/.test(span.traceId) || NO_ID.test(span.traceId)) throw new Error("traceId is not valid");
  if (!/^[0-9a-f]{16}$/.test(span.spanId) || NO_ID.test(span.spanId)) throw new Error("spanId is not valid");
  const meaning = spanMeaning(span.attributes);
  const failed = span.status.code === STATUS_ERROR || meaning.failed;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: NO_ID.test(span.parentSpanId) ? null : span.parentSpanId,
    name: span.name || "span",
    kind: meaning.kind,
    startTime: isoTime(span.startTimeUnixNano, "startTimeUnixNano"),
    endTime: span.endTimeUnixNano === 0n ? null : isoTime(span.endTimeUnixNano, "endTimeUnixNano"),
    input: meaning.input,
    output: meaning.output,
    model: meaning.model,
    usage: meaning.usage,
    status: failed ? "error" : "ok",
    statusMessage: span.status.message || meaning.statusMessage,
    attributes: { ...meaning.attributes, ...prefixed("resource.", span.resource), "otel.scope.name": span.scope },
  };
}

function isoTime(nanoseconds: bigint, what: string): string {
  const milliseconds = nanoseconds / 1_000_000n;
  if (milliseconds <= 0n) throw new Error(`${what} is not valid`);
  return new Date(Number(milliseconds)).toISOString();
}

function prefixed(prefix: string, values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]));
}
