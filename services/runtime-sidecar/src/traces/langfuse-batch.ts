import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { z } from "zod";
import { isObject, type JsonObject } from "../formats/wire-format.ts";
import { LangfuseEvent, ObservationBody } from "./langfuse-event.ts";
import type { OpenObservations } from "./open-observations.ts";
import { safeRecord } from "./safe-value.ts";
import { toSpanKind } from "./span-meaning.ts";
import type { ReadSpans, TraceSpan } from "./trace-span.ts";
import { toUsage } from "./usage-counts.ts";

export interface ReadBatch extends ReadSpans {
  /** Ids of the events that were understood. */
  accepted: string[];
}

const OBSERVATION =
  /^(span|generation|event|observation|agent|tool|chain|retriever|evaluator|embedding|guardrail)-(create|update)$/;
const FIELDS = new Set([
  "id",
  "traceId",
  "parentObservationId",
  "type",
  "name",
  "startTime",
  "endTime",
  "timestamp",
  "input",
  "output",
  "model",
  "usage",
  "usageDetails",
  "statusMessage",
]);

/** Reads Langfuse's ingestion batch; undefined for what is none. Several events of one observation become one span. */
export function readLangfuseBatch(
  document: unknown,
  claims: Pick<RequestTokenClaims, "run_id">,
  open: OpenObservations,
): ReadBatch | undefined {
  if (!isObject(document) || !Array.isArray(document.batch)) return undefined;
  const spans = new Map<string, TraceSpan>();
  const read: ReadBatch = { spans: [], rejected: [], accepted: [] };
  for (const entry of document.batch) {
    try {
      const event = LangfuseEvent.parse(entry);
      const span = toSpan(event, claims.run_id, open);
      if (span) spans.set(`${span.traceId} ${span.spanId}`, span);
      read.accepted.push(event.id);
    } catch (error) {
      const id = isObject(entry) && typeof entry.id === "string" ? entry.id : "";
      read.rejected.push({ id, message: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
    }
  }
  read.spans = [...spans.values()];
  return read;
}

/** Undefined for events that are no part of a trace. Throws for those that nobody knows. */
function toSpan(event: LangfuseEvent, runId: string, open: OpenObservations): TraceSpan | undefined {
  if (event.type === "sdk-log") return undefined;
  if (event.type === "score-create") return scoreSpan(event);
  const isTrace = event.type === "trace-create";
  const kindWord = OBSERVATION.exec(event.type)?.[1];
  if (!isTrace && !kindWord) throw new Error(`event type ${event.type} is not known`);
  const given = ObservationBody.parse(safeRecord(Object.entries(event.body)));
  const traceId = isTrace ? given.id : (given.traceId ?? given.id);
  const merged = open.merge(`${runId} ${traceId} ${given.id} ${isTrace}`, { ...given, traceId });
  const body = ObservationBody.parse(merged);
  return {
    traceId,
    spanId: body.id,
    parentSpanId: body.parentObservationId ?? null,
    name: body.name ?? (isTrace ? "trace" : (kindWord ?? "span")),
    kind: toSpanKind([spanTypeIn(merged), body.type, kindWord]),
    startTime: body.startTime ?? body.timestamp ?? new Date(event.timestamp).toISOString(),
    endTime: body.endTime ?? null,
    input: merged.input ?? null,
    output: merged.output ?? null,
    model: body.model ?? null,
    usage: toUsage(merged.usageDetails) ?? toUsage(merged.usage),
    status: body.level === "ERROR" ? "error" : "ok",
    statusMessage: body.statusMessage ?? null,
    attributes: attributesOf(merged, isTrace),
  };
}

function scoreSpan(event: LangfuseEvent): TraceSpan {
  const body = z
    .looseObject({
      id: z.string().optional(),
      traceId: z.string().min(1),
      observationId: z.string().nullish(),
      name: z.string(),
    })
    .parse(safeRecord(Object.entries(event.body)));
  const time = new Date(event.timestamp).toISOString();
  return {
    traceId: body.traceId,
    spanId: body.id ?? event.id,
    parentSpanId: body.observationId ?? null,
    name: `score: ${body.name}`,
    kind: "event",
    startTime: time,
    endTime: time,
    input: null,
    output: body.value ?? null,
    model: null,
    usage: null,
    status: "ok",
    statusMessage: null,
    attributes: attributesOf(body, false),
  };
}

/** NexAU's own word for the kind, which Langfuse has no field for. */
function spanTypeIn({ metadata }: JsonObject): unknown {
  return isObject(metadata) ? metadata.span_type : undefined;
}

function attributesOf(body: JsonObject, isTrace: boolean): Record<string, unknown> {
  const rest = Object.entries(body).filter(([key, value]) => !FIELDS.has(key) && value !== null && value !== undefined);
  return { ...Object.fromEntries(rest), ...(isTrace ? { "langfuse.trace": true } : {}) };
}
