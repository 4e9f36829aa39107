/** A span as the backend keeps it, whatever protocol it came by. */
export interface TraceSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: SpanKind;
  startTime: string;
  endTime: string | null;
  input: unknown;
  output: unknown;
  model: string | null;
  usage: Record<string, number> | null;
  status: "ok" | "error";
  statusMessage: string | null;
  attributes: Record<string, unknown>;
}

export type SpanKind = "agent" | "sub_agent" | "generation" | "tool" | "span" | "event";

/** A part of a batch that cannot be stored; the rest can. */
export interface RejectedSpan {
  /** The id that the sender gave it, where it gave one. */
  id: string;
  message: string;
}

export interface ReadSpans {
  spans: TraceSpan[];
  rejected: RejectedSpan[];
}
