import { z } from "zod";
import { isObject } from "../formats/wire-format.ts";
import { fromOtlp, type OtlpSpan } from "./otlp-span.ts";
import { safeRecord } from "./safe-value.ts";
import type { ReadSpans } from "./trace-span.ts";

const nanoseconds = z
  .union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative()])
  .transform((value) => BigInt(value));
const list = z
  .array(z.unknown())
  .nullish()
  .transform((value) => value ?? []);

const JsonSpan = z.object({
  traceId: z.string().toLowerCase(),
  spanId: z.string().toLowerCase(),
  parentSpanId: z.string().toLowerCase().nullish(),
  name: z.string().nullish(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds.nullish(),
  attributes: list,
  status: z.object({ code: z.number().nullish(), message: z.string().nullish() }).nullish(),
});

const ScopeSpans = z.object({ scope: z.object({ name: z.string().nullish() }).nullish(), spans: list });
const ResourceSpans = z.object({
  resource: z.object({ attributes: list }).nullish(),
  scopeSpans: z.array(ScopeSpans).default([]),
});
const ExportRequest = z.object({ resourceSpans: z.array(ResourceSpans).default([]) });

/** Reads an OTLP/JSON export request; undefined for what is none. */
export function readOtlpJson(document: unknown): ReadSpans | undefined {
  const request = ExportRequest.safeParse(document);
  if (!request.success) return undefined;
  const read: ReadSpans = { spans: [], rejected: [] };
  for (const { resource, scopeSpans } of request.data.resourceSpans) {
    const attributes = attributesOf(resource?.attributes ?? []);
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) addSpan(read, span, { resource: attributes, scope: scope?.name ?? "" });
    }
  }
  return read;
}

function addSpan(read: ReadSpans, json: unknown, origin: Pick<OtlpSpan, "resource" | "scope">): void {
  try {
    const span = JsonSpan.parse(json);
    read.spans.push(
      fromOtlp({
        ...origin,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? "",
        name: span.name ?? "",
        startTimeUnixNano: span.startTimeUnixNano,
        endTimeUnixNano: span.endTimeUnixNano ?? 0n,
        attributes: attributesOf(span.attributes),
        status: { code: span.status?.code ?? 0, message: span.status?.message ?? "" },
      }),
    );
  } catch (error) {
    const id = isObject(json) && typeof json.spanId === "string" ? json.spanId : "";
    read.rejected.push({ id, message: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
  }
}

const MAX_DEPTH = 32;

function attributesOf(list: unknown[]): Record<string, unknown> {
  return safeRecord(keyValues(list, 0));
}

function keyValues(list: unknown, depth: number): [string, unknown][] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry): [string, unknown][] =>
    isObject(entry) && typeof entry.key === "string" ? [[entry.key, anyValue(entry.value, depth + 1)]] : [],
  );
}

/** OTLP's AnyValue: an object whose only member says its type. */
function anyValue(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return null;
  if ("intValue" in value) return integer(value.intValue);
  if (isObject(value.arrayValue)) {
    const { values } = value.arrayValue;
    return Array.isArray(values) ? values.map((item) => anyValue(item, depth + 1)) : [];
  }
  if (isObject(value.kvlistValue)) return safeRecord(keyValues(value.kvlistValue.values, depth + 1));
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}

/** 64 bits come as text; what a number cannot hold stays text. */
function integer(value: unknown): unknown {
  const number = typeof value === "string" ? Number(value) : value;
  return Number.isSafeInteger(number) ? number : String(value);
}
