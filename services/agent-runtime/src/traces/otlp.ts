import { ServiceError } from "@nexau-cloud/platform";
import type { SpanRecord } from "./trace-recorder.ts";

/** Whom a run's trace belongs to, as Langfuse shows it. */
export interface TraceOwner {
  sessionId: string;
  userId: string;
  tags: string[];
}

/** Longest text of an attribute. Traces are for reading; what is longer is in the history. */
const MAX_TEXT = 200_000;

/** The body of an OTLP/HTTP JSON export, with the attributes that Langfuse understands. */
export function toOtlp(spans: SpanRecord[], owner: TraceOwner): unknown {
  const resource = { attributes: attributesOf({ "service.name": "nexau-cloud-agent-runtime" }) };
  const scopeSpans = [{ scope: { name: "nexau-cloud" }, spans: spans.map((span) => toOtlpSpan(span, owner)) }];
  return { resourceSpans: [{ resource, scopeSpans }] };
}

function toOtlpSpan(span: SpanRecord, owner: TraceOwner) {
  const error = span.error === undefined ? null : ServiceError.from(span.error).message;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
    name: span.name,
    kind: span.kind === "generation" ? 3 : 1,
    startTimeUnixNano: nanoseconds(span.startedAt),
    endTimeUnixNano: nanoseconds(span.endedAt),
    attributes: attributesOf({
      ...observationOf(span, error),
      ...(span.isRoot ? traceOf(span, owner) : {}),
      ...ownerOf(owner),
    }),
    status: error === null ? { code: 1 } : { code: 2, message: error },
  };
}

function observationOf(span: SpanRecord, error: string | null): Record<string, unknown> {
  return {
    "langfuse.observation.type": span.kind,
    "langfuse.observation.input": span.input,
    "langfuse.observation.output": span.output,
    "langfuse.observation.level": error === null ? undefined : "ERROR",
    "langfuse.observation.status_message": error ?? undefined,
    "langfuse.observation.model.name": span.model,
    "langfuse.observation.usage_details": span.usage,
    "langfuse.observation.completion_start_time": span.firstTokenAt && JSON.stringify(span.firstTokenAt),
    ...Object.fromEntries(
      Object.entries(span.attributes ?? {}).map(([key, value]) => [`langfuse.observation.metadata.${key}`, value]),
    ),
  };
}

function traceOf(span: SpanRecord, { tags }: TraceOwner): Record<string, unknown> {
  return {
    "langfuse.trace.name": span.name,
    "langfuse.trace.input": span.input,
    "langfuse.trace.output": span.output,
    "langfuse.trace.tags": tags,
  };
}

const ownerOf = ({ sessionId, userId }: TraceOwner) => ({ "session.id": sessionId, "user.id": userId });

function attributesOf(values: Record<string, unknown>) {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: otlpValue(value) }));
}

function otlpValue(value: unknown): unknown {
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) {
    return { arrayValue: { values: value.map((entry) => ({ stringValue: entry })) } };
  }
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
  return { stringValue: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text };
}

const nanoseconds = (time: Date) => `${time.getTime()}000000`;
