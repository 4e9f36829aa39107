import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ExportTraceServiceRequestSchema, ExportTraceServiceResponseSchema } from "@nexau-cloud/contracts/otlp-trace";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";

const sidecar = await startSidecarUnderTest({ traceRequestBytes: 100_000, traceSpanBytes: 1_000 });
afterAll(() => sidecar[Symbol.asyncDispose]());
beforeEach(() => {
  sidecar.stored.length = 0;
  sidecar.backend.failing = false;
});

const OTLP = "/v1/traces";
const LANGFUSE = "/api/public/ingestion";
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const spans = () => sidecar.stored.flatMap((batch) => batch.spans);

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${sidecar.tracesUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${await sidecar.token()}`, "content-type": "application/json", ...headers },
    body: body instanceof Uint8Array ? new Uint8Array(body) : typeof body === "string" ? body : JSON.stringify(body),
  });
}

const otlpSpan = (changes: object = {}) => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  name: "work",
  startTimeUnixNano: "1700000000000000000",
  endTimeUnixNano: "1700000001000000000",
  ...changes,
});
const otlp = (...list: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
const event = (body: object, changes: object = {}) => ({
  id: "event-1",
  type: "span-create",
  timestamp: "2026-01-01T00:00:00.000Z",
  body: { id: "span-1", traceId: "trace-1", name: "work", ...body },
  ...changes,
});

describe("who may send traces", () => {
  it("takes the request token as either half of Basic, or as a bearer token", async () => {
    const token = await sidecar.token();
    for (const authorization of [basic("pk-lf-1", token), basic(token, "sk"), `Bearer ${token}`]) {
      expect((await post(OTLP, otlp(otlpSpan()), { authorization })).status).toBe(200);
    }
    expect(spans()).toHaveLength(3);
  });

  it.each([
    ["", 401],
    ["Bearer nonsense", 401],
    [basic("pk-lf-1", "sk-lf-1"), 401],
    ["Basic !!!", 401],
    ["Basic", 401],
  ])("refuses %j", async (authorization, status) => {
    expect((await post(LANGFUSE, { batch: [] }, { authorization })).status).toBe(status);
  });

  it("refuses a token that is not for traces", async () => {
    const authorization = `Bearer ${await sidecar.token({ scopes: ["llm"] })}`;
    const response = await post(OTLP, otlp(otlpSpan()), { authorization });
    expect(response.status).toBe(403);
    expect(spans()).toEqual([]);
  });
});

describe("spans that are wrong", () => {
  it.each([
    ["no trace id", otlpSpan({ traceId: "" })],
    ["a trace id of zeros", otlpSpan({ traceId: "0".repeat(32) })],
    ["a short span id", otlpSpan({ spanId: "b7" })],
    ["no start", otlpSpan({ startTimeUnixNano: "0" })],
    ["a start of too many digits", otlpSpan({ startTimeUnixNano: "9".repeat(30) })],
    ["a start that is text", otlpSpan({ startTimeUnixNano: "yesterday" })],
    ["nothing in them", {}],
    ["null for a span", null],
  ])("with %s are refused one by one, and the others stored", async (_name, bad) => {
    const response = await post(OTLP, otlp(bad, otlpSpan({ name: "good" })));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ partialSuccess: { rejectedSpans: 1 } });
    expect(spans().map(({ name }) => name)).toEqual(["good"]);
  });

  it("are refused in protobuf likewise", async () => {
    const id = (hex: string) => Buffer.from(hex, "hex");
    const message = create(ExportTraceServiceRequestSchema, {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                { traceId: id("00"), spanId: id("00"), name: "bad" },
                {
                  traceId: id("0af7651916cd43dd8448eb211c80319c"),
                  spanId: id("b7ad6b7169203331"),
                  name: "good",
                  startTimeUnixNano: 1_700_000_000_000_000_000n,
                },
              ],
            },
          ],
        },
      ],
    });
    const bytes = toBinary(ExportTraceServiceRequestSchema, message);
    const response = await post(OTLP, bytes, { "content-type": "application/x-protobuf" });
    expect(response.headers.get("content-type")).toBe("application/x-protobuf");
    const answer = fromBinary(ExportTraceServiceResponseSchema, new Uint8Array(await response.arrayBuffer()));
    expect(answer.partialSuccess?.rejectedSpans).toBe(1n);
    expect(spans()).toMatchObject([{ name: "good", endTime: null, startTime: "2023-11-14T22:13:20.000Z" }]);
  });

  it("of Langfuse are answered with 207, each with its own outcome", async () => {
    const batch = [
      event({}, { id: "good" }),
      event({}, { id: "unknown", type: "spam-create" }),
      event({ id: "" }, { id: "no-id" }),
      event({ startTime: "soon" }, { id: "no-time" }),
      { id: "empty" },
      null,
      event({}, { id: "log", type: "sdk-log" }),
    ];
    const response = await post(LANGFUSE, { batch });
    expect(response.status).toBe(207);
    const outcome = (await response.json()) as {
      successes: { id: string }[];
      errors: { id: string; status: number }[];
    };
    expect(outcome.successes.map(({ id }) => id)).toEqual(["good", "log"]);
    expect(outcome.errors.map(({ id }) => id)).toEqual(["unknown", "no-id", "no-time", "empty", ""]);
    expect(spans().map(({ spanId }) => spanId)).toEqual(["span-1"]);
  });
});

describe("hostile batches", () => {
  it("lose keys that reach into prototypes, at every depth", async () => {
    const poison = '{"__proto__":{"x":1},"constructor":2,"a":{"prototype":3,"b":[{"__proto__":4,"kept":5}]}}';
    const body = `{"batch":[${JSON.stringify(event({})).replace('"name":"work"', `"name":"work","metadata":${poison}`)}]}`;
    expect((await post(LANGFUSE, body)).status).toBe(207);
    expect(spans()[0]?.attributes).toEqual({ metadata: { a: { b: [{ kept: 5 }] } } });

    const attributes = [
      { key: "__proto__", value: { stringValue: "x" } },
      { key: "deep", value: { kvlistValue: { values: [{ key: "constructor", value: { boolValue: true } }] } } },
      { key: "langfuse.observation.input", value: { stringValue: poison } },
    ];
    await post(OTLP, otlp(otlpSpan({ attributes })));
    expect(spans()[1]?.attributes).toEqual({ deep: {}, "otel.scope.name": "" });
    expect(spans()[1]?.input).toEqual({ a: { b: [{ kept: 5 }] } });
  });

  it.each([
    [OTLP, "{"],
    [OTLP, "[]"],
    [OTLP, '{"resourceSpans":{}}'],
    [LANGFUSE, "{}"],
    [LANGFUSE, '{"batch":{}}'],
    [LANGFUSE, ""],
  ])("that are none get 400 (%s %j)", async (path, body) => {
    expect((await post(path, body)).status).toBe(400);
  });

  it("in an unknown type or encoding get 415, broken ones 400", async () => {
    const ok = JSON.stringify(otlp(otlpSpan()));
    expect((await post(OTLP, ok, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(OTLP, ok, { "content-encoding": "zstd" })).status).toBe(415);
    expect((await post(OTLP, ok, { "content-encoding": "gzip" })).status).toBe(400);
    expect((await post(OTLP, Buffer.from([255, 255, 255]), { "content-type": "application/x-protobuf" })).status).toBe(
      400,
    );
  });

  it("that are too large, or grow too large when unpacked, get 413", async () => {
    expect((await post(LANGFUSE, " ".repeat(200_000))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(5_000_000, 32));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post(LANGFUSE, bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("nested without end do not break anything", async () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(2000)}{"intValue":"1"}${"]}}".repeat(2000)}`;
    const body = JSON.stringify(otlp(otlpSpan())).replace(
      '"name":"work"',
      `"name":"work","attributes":[{"key":"deep","value":${deep}}]`,
    );
    expect((await post(OTLP, body)).status).toBe(200);
    expect(spans()).toHaveLength(1);
  });

  it("have what is too long cut, saying so", async () => {
    await post(LANGFUSE, { batch: [event({ input: "x".repeat(5_000), output: { a: "y".repeat(5_000) } })] });
    expect(spans()[0]?.input).toMatch(/^x{1000}\.\.\. \[cut: 5000 characters\]$/);
    expect(JSON.stringify(spans()[0]).length).toBeLessThan(3_000);
  });
});

describe("storing", () => {
  it("fails as a whole when the backend does, so that the sender tries again", async () => {
    sidecar.backend.failing = true;
    expect((await post(OTLP, otlp(otlpSpan()))).status).toBe(503);
    sidecar.backend.failing = false;
    expect((await post(OTLP, otlp(otlpSpan()))).status).toBe(200);
  });

  it("happens in batches that the backend accepts, in order", async () => {
    const many = Array.from({ length: 600 }, (_, index) => ({
      ...event({ id: `span-${index}`, name: null }),
      id: `${index}`,
    }));
    await post(LANGFUSE, { batch: many });
    expect(sidecar.stored.map((batch) => batch.spans.length)).toEqual([500, 100]);
    expect(spans().map(({ spanId }) => spanId)).toEqual(many.map(({ body }) => body.id));
  });

  it("keeps runs apart that use the same ids", async () => {
    await post(LANGFUSE, { batch: [event({ input: "secret of run 1" })] });
    const authorization = `Bearer ${await sidecar.token({ run_id: "run_2" })}`;
    await post(LANGFUSE, { batch: [event({ output: "x" }, { type: "span-update" })] }, { authorization });
    expect(sidecar.stored[1]).toMatchObject({ runId: "run_2", spans: [{ input: null, output: "x" }] });
  });
});
