import { StopSignal } from "@nexau-cloud/contracts";
import { describe, expect, it } from "vitest";
import { textDelta, textStart } from "../test/run-events.ts";
import { distinctId, projectId, useSessionManager } from "../test/session-manager-under-test.ts";

describe("stop", async () => {
  const clock = { ahead: 0 };
  const manager = await useSessionManager({ clock, config: { stopWaitMs: 60_000, forceStopMs: 50 } });
  const stop = async (sessionId: string, force = false) => {
    const body = { projectId, distinctId, force };
    return (await manager.client.POST("/sessions/{sessionId}/stop", { params: { path: { sessionId } }, body })).data;
  };
  const signalFor = (runId: string) =>
    new Promise<StopSignal>((resolve) => {
      void manager.platform.coordination.bus.subscribe("run.stop", (message) => {
        const signal = StopSignal.parse(message);
        if (signal.runId === runId) resolve(signal);
      });
    });

  it("answers noop when nothing runs", async () => {
    const session = await manager.createSession();
    expect(await stop(session.id)).toEqual({ status: "noop", runId: null });
  });

  it("tells the runtime over the bus and with every answer, and resolves with the run's end", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    const held = await runtime.next();
    const signal = signalFor(run.id);
    const stopped = stop(session.id);
    expect(await signal).toEqual({ runId: run.id, force: false });
    expect(await held.renew()).toMatchObject({ stopRequested: true, force: false });
    expect(await held.emit(textStart("m"))).toMatchObject({ stopRequested: true });
    expect(await manager.getRun(run.id)).toMatchObject({ state: "stopping" });
    await held.end({ state: "stopped", stopReason: "user_stop", result: "part" });
    expect(await stopped).toEqual({ status: "success", runId: run.id });
    expect(await manager.getRun(run.id)).toMatchObject({ state: "stopped", result: "part" });
    await manager.startRun(session.id);
    await (await runtime.next()).end();
  });

  it("ends a run by force whose runtime says nothing, in order, and refuses its late reports", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    const held = await runtime.next();
    await held.emit(textStart("m1"), textDelta("m1", "part"));
    expect(await stop(session.id, true)).toEqual({ status: "success", runId: run.id });
    expect(await manager.getRun(run.id)).toMatchObject({ state: "stopped" });
    const stream = await (await manager.follow(run.id)).text();
    expect([...stream.matchAll(/"type":"(\w+)"/g)].map(([, type]) => type)).toEqual([
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
    await expect(held.end()).rejects.toMatchObject({ status: 401 });
    await manager.startRun(session.id);
    await (await runtime.next()).end();
  });

  it("ends a stopping run as stopped, not interrupted, when its runtime dies", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    await runtime.next();
    const signal = signalFor(run.id);
    const stopped = stop(session.id);
    await signal;
    clock.ahead += 31_000;
    expect(await stopped).toEqual({ status: "success", runId: run.id });
    expect(await manager.getRun(run.id)).toMatchObject({ state: "stopped", attempt: 1 });
  });

  it("ends a run that is stopped before a runtime had room for it", async () => {
    await using runtime = await manager.startRuntime();
    runtime.refuse(429, "runtime_full");
    const session = await manager.createSession();
    const run = await manager.startRun(session.id);
    expect(await stop(session.id)).toEqual({ status: "success", runId: run.id });
    expect((await manager.getRun(run.id)).state).toMatch(/^(stopped|failed)$/);
  });
});
