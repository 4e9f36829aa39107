import { describe, expect, it } from "vitest";
import { finished, message, textDelta, textStart, toolStart } from "../test/run-events.ts";
import { projectId, useSessionManager } from "../test/session-manager-under-test.ts";

describe("runs", async () => {
  const manager = await useSessionManager();

  it("goes from a start over reports to an end, and leaves history and state to the next run", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const started = await manager.startRun(session.id);
    expect(started).toMatchObject({ state: "queued", sessionId: session.id, attempt: 0, endedAt: null });

    const held = await runtime.next();
    expect(held.assignment).toMatchObject({ nextSequence: 1, completedIterations: 0, history: [] });
    expect(held.assignment.newMessages).toHaveLength(1);
    expect(held.assignment.sessionState.agentId).toMatch(/^agent_[0-9a-f]{8}$/);
    expect(await held.emit(textStart("m1"), textDelta("m1", "hi"))).toEqual({
      stopRequested: false,
      force: false,
      requestToken: null,
    });
    await held.history([message("u1", "hello"), message("a1", "draft", "assistant")]);
    await held.history([message("a1", "answer", "assistant")], { completedIterations: 1 });
    await held.emit(finished(started.id));
    const sessionState = { ...held.assignment.sessionState, globalStorage: { count: 1 } };
    await held.end({ sessionState });

    expect(await manager.getRun(started.id)).toMatchObject({
      state: "finished",
      result: "done",
      lastSequence: 3,
      attempt: 1,
    });
    await manager.startRun(session.id);
    const second = await runtime.next();
    expect(second.assignment.history).toEqual([message("u1", "hello"), message("a1", "answer", "assistant")]);
    expect(second.assignment.sessionState).toEqual(sessionState);
    await second.end();
  });

  it("lets exactly one of many parallel starts win, and names its run to the others", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const starts = await Promise.allSettled(Array.from({ length: 20 }, () => manager.startRun(session.id)));
    const won = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
    const lost = starts.flatMap((start) => (start.status === "rejected" ? [start.reason] : []));
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(19);
    for (const error of lost) {
      expect(error).toMatchObject({ reason: "session_busy", message: expect.stringContaining(won[0]?.id ?? "-") });
    }
    await (await runtime.next()).end();
  });

  it("answers a repeated Idempotency-Key with the same run, and refuses it for another request", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const again = () => manager.startRun(session.id, { idempotencyKey: "key-1", messages: [message("x", "one")] });
    const runs = await Promise.all([again(), again(), again()]);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    await (await runtime.next()).end();
    expect(await again()).toMatchObject({ id: runs[0].id, state: "finished" });
    await expect(
      manager.startRun(session.id, { idempotencyKey: "key-1", messages: [message("y", "two")] }),
    ).rejects.toMatchObject({ reason: "idempotency_key_reused", status: 422 });
  });

  it("hides sessions and runs from other projects and other users", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    for (const foreign of [{ projectId: "project-2" }, { distinctId: "user-2" }, { sessionId: "sess_\u0000" }]) {
      await expect(manager.startRun(session.id, foreign)).rejects.toMatchObject({ reason: "session_not_found" });
    }
    const run = await manager.startRun(session.id);
    const query = { projectId: "project-2" };
    const path = { runId: run.id };
    await expect(manager.client.GET("/runs/{runId}", { params: { path, query } })).rejects.toMatchObject({
      reason: "run_not_found",
    });
    await expect(manager.client.POST("/runs/{runId}/stop", { params: { path }, body: query })).rejects.toMatchObject({
      reason: "run_not_found",
    });
    await (await runtime.next()).end();
  });

  it("lets a runtime report about its own run only, and not after its end", async () => {
    await using runtime = await manager.startRuntime();
    const [one, two] = await Promise.all([manager.createSession(), manager.createSession()]);
    await manager.startRun(one.id);
    const first = await runtime.next();
    await manager.startRun(two.id);
    const second = await runtime.next();
    await expect(first.renew(second.assignment.requestToken)).rejects.toMatchObject({ code: "run_not_found" });
    await expect(first.renew("nonsense")).rejects.toMatchObject({ status: 401 });
    await first.end();
    await expect(first.emit(textStart("late"))).rejects.toMatchObject({ code: "request_token_revoked" });
    await second.end();
  });

  it("acknowledges a batch that comes again, takes the rest of one that overlaps, and refuses a gap", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    const held = await runtime.next();
    const at = (sequence: number) => ({ sequence, event: textDelta("m", `${sequence}`) });
    await held.report([at(1), at(2)]);
    await held.report([at(1), at(2)]);
    await held.report([at(2), at(3)]);
    await expect(held.report([at(5)])).rejects.toMatchObject({ code: "event_sequence_gap" });
    await expect(held.report([at(4), at(6)])).rejects.toMatchObject({ code: "event_sequence_gap" });
    await held.emitAt(4, finished(run.id));
    await held.end();
    const deltas = (await (await manager.follow(run.id)).text()).match(/"delta":"\d"/g);
    expect(deltas).toEqual(['"delta":"1"', '"delta":"2"', '"delta":"3"']);
  });

  it("ends what a runtime left open, so that every stream closes in order", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    const held = await runtime.next();
    await held.emit(textStart("m1"), toolStart("t1"));
    await held.end({ state: "failed", error: { code: "model_failed", message: "The model failed." }, result: null });
    const types = [...(await (await manager.follow(run.id)).text()).matchAll(/"type":"(\w+)"/g)].map(
      ([, type]) => type,
    );
    expect(types).toEqual(["TEXT_MESSAGE_START", "TOOL_CALL_START", "TOOL_CALL_END", "TEXT_MESSAGE_END", "RUN_ERROR"]);
  });

  it("fails a run that no runtime takes, with the reason in its events", async () => {
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    const stream = await (await manager.follow(run.id)).text();
    expect(stream).toMatch(/^id: 1\ndata: {"type":"RUN_ERROR".*"code":"service_unavailable".*}\n\n$/);
    expect(await manager.getRun(run.id)).toMatchObject({ state: "failed", error: { code: "service_unavailable" } });
  });

  it("goes on to the next runtime when one has no room", async () => {
    await using full = await manager.startRuntime();
    await using free = await manager.startRuntime();
    full.refuse(429, "runtime_full");
    for (let round = 0; round < 2; round++) {
      const session = await manager.createSession();
      await manager.startRun(session.id);
      const held = await free.next();
      expect(held.assignment.run.attempt).toBe(1);
      await held.end();
    }
  });

  it("gives a run to a runtime of its lane", async () => {
    await using base = await manager.startRuntime();
    await using dev = await manager.startRuntime("dev");
    const session = await manager.createSession();
    await manager.startRun(session.id, { lane: "dev" });
    await (await dev.next()).end();
    await manager.startRun(session.id, { lane: "elsewhere" });
    await (await base.next()).end();
  });

  it("deletes all of a project's sessions, with their runs and events", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    const held = await runtime.next();
    await held.emit(textStart("m"));
    await manager.client.DELETE("/sessions", { params: { query: { projectId } } });
    expect((await manager.follow(run.id)).status).toBe(404);
    await expect(manager.startRun(session.id)).rejects.toMatchObject({ reason: "session_not_found" });
    await expect(held.renew()).rejects.toMatchObject({ status: 401 });
  });
});
