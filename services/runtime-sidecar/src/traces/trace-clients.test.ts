import { LangfuseSpanProcessor } from "@langfuse/otel";
import { setLangfuseTracerProvider, startObservation } from "@langfuse/tracing";
import { SpanStatusCode } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { Langfuse } from "langfuse";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";
import type { TraceSpan } from "./trace-span.ts";

const sidecar = await startSidecarUnderTest();
afterAll(() => sidecar[Symbol.asyncDispose]());
beforeEach(() => {
  sidecar.stored.length = 0;
});

function stored(): TraceSpan[] {
  return sidecar.stored.flatMap(({ spans }) => spans);
}

/** The last that was stored of the span with this name. */
function named(name: string): TraceSpan {
  const span = stored().findLast((candidate) => candidate.name === name);
  if (!span) throw new Error(`no span ${name} among ${stored().map((candidate) => candidate.name)}`);
  return span;
}

describe("Langfuse's client by its ingestion API", () => {
  async function client() {
    return new Langfuse({ publicKey: "pk", secretKey: await sidecar.token(), baseUrl: sidecar.tracesUrl });
  }

  it("stores a trace with its generation, tool and error, for the run of the token", async () => {
    const langfuse = await client();
    const trace = langfuse.trace({
      name: "Agent: helper",
      sessionId: "sess_1",
      tags: ["source:user"],
      input: { q: 1 },
    });
    const generation = trace.generation({ name: "chat", model: "m1", input: [{ role: "user", content: "hi" }] });
    generation.end({ output: "hello", usageDetails: { input: 10, output: 5 } });
    const span = trace.span({ name: "Tool: look", metadata: { span_type: "TOOL" } });
    span.end({ level: "ERROR", statusMessage: "no such file" });
    await langfuse.shutdownAsync();

    expect(sidecar.stored[0]).toMatchObject({
      projectId: "project-1",
      sessionId: "sess_1",
      runId: "run_1",
      versionId: "version-1",
    });
    expect(named("Agent: helper")).toMatchObject({
      spanId: trace.id,
      input: { q: 1 },
      attributes: { tags: ["source:user"] },
    });
    expect(named("chat")).toMatchObject({
      traceId: trace.id,
      kind: "generation",
      model: "m1",
      input: [{ role: "user", content: "hi" }],
      output: "hello",
      usage: { input_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      status: "ok",
    });
    expect(named("chat").endTime).not.toBeNull();
    expect(named("Tool: look")).toMatchObject({ kind: "tool", status: "error", statusMessage: "no such file" });
  });

  it("completes in a later batch what it began in an earlier one", async () => {
    const langfuse = await client();
    const trace = langfuse.trace({ name: "two batches" });
    const span = trace.span({ name: "slow", input: "in" });
    await langfuse.flushAsync();
    expect(named("slow")).toMatchObject({ input: "in", output: null, endTime: null });
    span.end({ output: "out" });
    await langfuse.shutdownAsync();
    expect(named("slow")).toMatchObject({ spanId: span.id, input: "in", output: "out", endTime: expect.any(String) });
  });
});

describe("Langfuse's client by OpenTelemetry", () => {
  it("stores observations with what Langfuse puts into attributes", async () => {
    const processor = new LangfuseSpanProcessor({
      publicKey: "pk",
      secretKey: await sidecar.token(),
      baseUrl: sidecar.tracesUrl,
      exportMode: "immediate",
    });
    const provider = new BasicTracerProvider({ spanProcessors: [processor] });
    setLangfuseTracerProvider(provider);
    const agent = startObservation("Agent: helper", { input: { q: 1 } }, { asType: "agent" });
    const generation = agent.startObservation(
      "chat",
      { model: "m1", input: [{ role: "user" }], output: { text: "hello" }, usageDetails: { input: 10, output: 5 } },
      { asType: "generation" },
    );
    generation.end();
    agent.update({ level: "ERROR", statusMessage: "broken" }).end();
    await provider.shutdown();
    setLangfuseTracerProvider(null);

    expect(named("Agent: helper")).toMatchObject({
      kind: "agent",
      parentSpanId: null,
      input: { q: 1 },
      status: "error",
      statusMessage: "broken",
    });
    expect(named("chat")).toMatchObject({
      kind: "generation",
      parentSpanId: named("Agent: helper").spanId,
      model: "m1",
      output: { text: "hello" },
      usage: { input_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
  });
});

describe.each<[string, (options: object) => SpanExporter]>([
  ["JSON", (options) => new JsonExporter(options)],
  ["protobuf", (options) => new ProtobufExporter(options)],
])("OpenTelemetry's exporter in %s", (_name, createExporter) => {
  it.each([["none"], ["gzip"]])("stores spans with all kinds of attributes (compression %s)", async (compression) => {
    const exporter = createExporter({
      url: `${sidecar.tracesUrl}/v1/traces`,
      headers: { authorization: `Bearer ${await sidecar.token()}` },
      compression,
    });
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const span = provider.getTracer("scope-1").startSpan("chat m1", {
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "m1",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
        "input.value": '{"q":1}',
        text: "t",
        yes: true,
        half: 0.5,
        list: ["a", "b"],
        "a.__proto__.b": "polluted",
        constructor: "polluted",
      },
    });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "broken" });
    span.end();
    await provider.forceFlush();
    await provider.shutdown();

    const context = span.spanContext();
    expect(named("chat m1")).toMatchObject({
      traceId: context.traceId,
      spanId: context.spanId,
      kind: "generation",
      model: "m1",
      usage: { input_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      input: { q: 1 },
      status: "error",
      statusMessage: "broken",
      attributes: { text: "t", yes: true, half: 0.5, list: ["a", "b"], "otel.scope.name": "scope-1" },
    });
    expect(JSON.stringify(stored())).not.toContain("polluted");
  });
});
