import { describe, expect, it } from "vitest";
import { finished, message, textDelta, textStart } from "../test/run-events.ts";
import { useSessionManager } from "../test/session-manager-under-test.ts";

const LEASE_MS = 30_000;

describe("take-over", async () => {
  const clock = { ahead: 0 };
  const manager = await useSessionManager({ clock, config: { leaseTtlMs: LEASE_MS } });
  const letLeasesLapse = () => {
    clock.ahead += LEASE_MS + 1;
  };

  it("hands a run whose lease has lapsed on with all that was written, and refuses the old attempt", async () => {
    await using runtime = await manager.startRuntime();
    const run = await manager.startRun((await manager.createSession()).id, { messages: [message("u1", "hello")] });
    const first = await runtime.next();
    await first.history([message("u1", "hello"), message("a1", "half", "assistant")], { completedIterations: 2 });
    await first.emit(textStart("m1"), textDelta("m1", "ha"));
    letLeasesLapse();

    const second = await runtime.next();
    expect(second.assignment).toMatchObject({
      run: { id: run.id, attempt: 2 },
      // The message that the first attempt left open is ended before the second goes on.
      nextSequence: 4,
      completedIterations: 2,
      history: [message("u1", "hello"), message("a1", "half", "assistant")],
      newMessages: [],
    });
    for (const late of [
      () => first.emit(textDelta("m1", "lf")),
      () => first.history([]),
      () => first.renew(),
      () => first.end(),
    ]) {
      await expect(late()).rejects.toMatchObject({ status: 409, code: "run_attempt_superseded" });
    }
    await second.emit(finished(run.id));
    await second.end();
    const stream = await (await manager.follow(run.id)).text();
    expect([...stream.matchAll(/"type":"(\w+)"/g)].map(([, type]) => type)).toEqual([
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
  });

  it("gives new messages again to an attempt that follows on one which wrote none", async () => {
    await using runtime = await manager.startRuntime();
    await manager.startRun((await manager.createSession()).id, { messages: [message("u9", "hello")] });
    await runtime.next();
    letLeasesLapse();
    const second = await runtime.next();
    expect(second.assignment).toMatchObject({ history: [], newMessages: [message("u9", "hello")] });
    await second.end();
  });

  it("takes a run over at once when its runtime is gone and another is there", async () => {
    const gone = await manager.startRuntime();
    await manager.startRun((await manager.createSession()).id);
    await gone.next();
    await using runtime = await manager.startRuntime();
    await gone[Symbol.asyncDispose]();
    const second = await runtime.next();
    expect(second.assignment.run.attempt).toBe(2);
    await second.end();
  });

  it("ends a run as interrupted after so many attempts, with its history intact and its session free", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id, { messages: [message("u1", "hello")] });
    const first = await runtime.next();
    await first.history([message("u1", "hello")]);
    for (let attempt = 2; attempt <= 3; attempt++) {
      letLeasesLapse();
      expect((await runtime.next()).assignment.run.attempt).toBe(attempt);
    }
    const stream = manager.follow(run.id).then((response) => response.text());
    letLeasesLapse();
    expect(await stream).toMatch(/^id: 1\ndata: {"type":"RUN_ERROR".*"code":"run_interrupted"/);
    expect(await manager.getRun(run.id)).toMatchObject({ state: "interrupted", error: { code: "run_interrupted" } });
    await manager.startRun(session.id);
    const next = await runtime.next();
    expect(next.assignment.history).toEqual([message("u1", "hello")]);
    await next.end();
  });

  it("does not take over a run that reports, or only renews its lease", async () => {
    await using runtime = await manager.startRuntime();
    const run = await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    for (const report of [() => held.renew(), () => held.emit(textStart("m")), () => held.history([])]) {
      clock.ahead += LEASE_MS - 5_000;
      await report();
    }
    expect(await manager.getRun(run.id)).toMatchObject({ state: "running", attempt: 1 });
    await held.end();
  });

  it("renews the request token of a run that outlives it", async () => {
    await using runtime = await manager.startRuntime();
    await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    expect((await held.renew()).requestToken).toBeNull();
    for (let minutes = 0; minutes < 6; minutes += 0.4) {
      clock.ahead += 24_000;
      await held.renew();
    }
    const { requestToken } = await held.renew();
    expect(requestToken).toMatch(/^ey/);
    for (let minutes = 0; minutes < 6; minutes += 0.4) {
      clock.ahead += 24_000;
      await held.renew(requestToken ?? "");
    }
    await expect(held.renew()).rejects.toMatchObject({ code: "request_token_expired" });
    await manager.platform.coordination.ping();
  });
});
