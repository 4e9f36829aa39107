import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type AnyValue,
  ExportTraceServiceRequestSchema,
  ExportTraceServiceResponseSchema,
  type KeyValue,
  type Span,
} from "@nexau-cloud/contracts/otlp-trace";
import { fromOtlp, type OtlpSpan } from "./otlp-span.ts";
import { safeRecord } from "./safe-value.ts";
import type { ReadSpans } from "./trace-span.ts";

/** Reads an OTLP export request in protobuf; undefined for bytes that are none. */
export function readOtlpProtobuf(bytes: Uint8Array): ReadSpans | undefined {
  const request = decode(bytes);
  if (!request) return undefined;
  const read: ReadSpans = { spans: [], rejected: [] };
  for (const { resource, scopeSpans } of request.resourceSpans) {
    const attributes = attributesOf(resource?.attributes ?? []);
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) addSpan(read, span, { resource: attributes, scope: scope?.name ?? "" });
    }
  }
  return read;
}

/** The answer to an export: what was refused, if anything was. */
export function writeOtlpProtobuf(answer: { rejectedSpans: number; errorMessage: string }): Uint8Array {
  if (answer.rejectedSpans === 0) return new Uint8Array();
  return toBinary(
    ExportTraceServiceResponseSchema,
    create(ExportTraceServiceResponseSchema, {
      partialSuccess: { rejectedSpans: BigInt(answer.rejectedSpans), errorMessage: answer.errorMessage },
    }),
  );
}

function decode(bytes: Uint8Array) {
  try {
    return fromBinary(ExportTraceServiceRequestSchema, bytes);
  } catch {
    return undefined;
  }
}

function addSpan(read: ReadSpans, span: Span, origin: Pick<OtlpSpan, "resource" | "scope">): void {
  const spanId = hex(span.spanId);
  try {
    read.spans.push(
      fromOtlp({
        ...origin,
        traceId: hex(span.traceId),
        spanId,
        parentSpanId: hex(span.parentSpanId),
        name: span.name,
        startTimeUnixNano: span.startTimeUnixNano,
        endTimeUnixNano: span.endTimeUnixNano,
        attributes: attributesOf(span.attributes),
        status: { code: span.status?.code ?? 0, message: span.status?.message ?? "" },
      }),
    );
  } catch (error) {
    read.rejected.push({ id: spanId, message: String(error) });
  }
}

function attributesOf(list: KeyValue[]): Record<string, unknown> {
  return safeRecord(list.map(({ key, value }) => [key, anyValue(value)]));
}

/** The decoder has limited the depth. */
function anyValue(value: AnyValue | undefined): unknown {
  const held = value?.value;
  if (held?.case === undefined) return null;
  if (held.case === "arrayValue") return held.value.values.map(anyValue);
  if (held.case === "kvlistValue") return attributesOf(held.value.values);
  return held.case === "bytesValue" ? Buffer.from(held.value).toString("base64") : held.value;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
