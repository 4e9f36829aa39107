import { describe, expect, it } from "vitest";
import { useTestBackend } from "../test-support/test-backend.ts";

describe("traces", async () => {
  const now = new Date("2026-01-10T00:00:00Z");
  const { anonymous, newUser, cleanup, platform } = await useTestBackend({
    platform: { now: () => now },
    config: { traceRetentionDays: 7 },
  });
  const ann = await newUser();
  const project = async () => (await ann.api.post("/api/projects", { name: "p" })).body.id as string;
  const span = (traceId: string, spanId: string, more: object = {}) => ({
    ...{ traceId, spanId, parentSpanId: null, name: spanId, kind: "span" },
    ...{ startTime: "2026-01-09T00:00:00.000Z", endTime: "2026-01-09T00:00:01.000Z" },
    ...{ input: null, output: null, model: null, usage: null, status: "ok", statusMessage: null, attributes: {} },
    ...more,
  });
  const store = (projectId: string, spans: object[], sessionId = "sess_1") =>
    anonymous.post(
      "/internal/traces",
      { projectId, sessionId, runId: "run_1", versionId: "ver_1", spans },
      { authorization: `Bearer ${platform.serviceToken}` },
    );

  it("sum up their spans, in whatever order and however often these come", async () => {
    const id = await project();
    const root = span("t1", "root", { name: "agent", endTime: null, input: { text: "hi\u0000" } });
    const child = span("t1", "child", {
      ...{ parentSpanId: "root", kind: "generation", startTime: "2026-01-09T00:00:00.500Z", model: "m" },
      ...{ usage: { total_tokens: 12 }, status: "error", statusMessage: "boom" },
    });
    await store(id, [child]);
    await store(id, [root, child, child]);
    await store(id, [{ ...root, endTime: "2026-01-09T00:00:03.000Z", output: ["done"] }]);
    const { body } = await ann.api.get(`/api/projects/${id}/traces/t1`);
    expect(body).toMatchObject({
      ...{ id: "t1", name: "agent", status: "error", span_count: 2, total_tokens: 12, session_id: "sess_1" },
      ...{ started_at: "2026-01-09T00:00:00.000Z", ended_at: "2026-01-09T00:00:03.000Z" },
      spans: [
        { id: "root", input: { text: "hi\u0000" }, output: ["done"] },
        { id: "child", parent_id: "root", usage: { total_tokens: 12 }, status_message: "boom" },
      ],
    });
  });

  it("are listed by session, newest first and page by page", async () => {
    const id = await project();
    for (const hour of ["01", "02", "03"]) {
      await store(
        id,
        [span(`t${hour}`, "s", { startTime: `2026-01-09T${hour}:00:00.000Z` })],
        hour === "02" ? "sess_2" : "sess_1",
      );
    }
    const ids = ({ body }: { body: { data: { id: string }[] } }) => body.data.map((trace) => trace.id);
    const first = await ann.api.get(`/api/projects/${id}/traces?limit=2`);
    expect(ids(first)).toEqual(["t03", "t02"]);
    expect(ids(await ann.api.get(`/api/projects/${id}/traces?limit=2&cursor=${first.body.next_cursor}`))).toEqual([
      "t01",
    ]);
    expect(ids(await ann.api.get(`/api/projects/${id}/traces?session_id=sess_2`))).toEqual(["t02"]);
  });

  it("with the same id in two projects are two", async () => {
    const [one, two] = [await project(), await project()];
    await store(one, [span("same", "s", { name: "one" })]);
    await store(two, [span("same", "s", { name: "two" })]);
    expect((await ann.api.get(`/api/projects/${one}/traces/same`)).body.name).toBe("one");
    expect((await ann.api.get(`/api/projects/${two}/traces/same`)).body.name).toBe("two");
  });

  it("of a project that is gone are dropped", async () => {
    expect((await store("gone", [span("t", "s")])).body).toEqual({ stored: 0 });
  });

  it("are removed after their time", async () => {
    const id = await project();
    await store(id, [span("old", "s", { startTime: "2026-01-02T00:00:00.000Z" }), span("new", "s")]);
    await cleanup.run();
    expect((await ann.api.get(`/api/projects/${id}/traces/old`)).body.code).toBe("trace_not_found");
    expect((await ann.api.get(`/api/projects/${id}/traces/new`)).status).toBe(200);
  });
});
