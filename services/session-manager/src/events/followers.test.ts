import { describe, expect, it } from "vitest";
import { finished, textDelta, textEnd, textStart } from "../test/run-events.ts";
import { projectId, useSessionManager } from "../test/session-manager-under-test.ts";

/** Frames of a stream by the sequence number in front of each. */
const framesOf = (text: string) => text.split("\n\n").filter((frame) => frame.startsWith("id: "));
const sequencesOf = (text: string) => framesOf(text).map((frame) => Number(/^id: (\d+)/.exec(frame)?.[1]));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("followers", async () => {
  const manager = await useSessionManager({ config: { keepAliveMs: 50, tailBytes: 20_000 } });

  it("gives the same bytes to a follower that comes back at any event", async () => {
    await using runtime = await manager.startRuntime();
    const run = await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    const live = manager.follow(run.id).then((response) => response.text());
    // Fields that no schema knows and an odd order have to come back as they were sent.
    const odd = { zeta: null, type: "TEXT_MESSAGE_CONTENT", delta: "\u0000\ud800é🙂", alpha: { b: 1, a: [1.5] } };
    await held.report([{ sequence: 1, event: odd }]);
    await held.report(upTo(30).map((n) => ({ sequence: n + 1, event: textDelta("m", `${n}`) })));
    await held.report([{ sequence: 32, event: finished(run.id) }]);
    await held.end();

    const whole = (await live).replaceAll(": keep-alive\n\n", "");
    expect(whole).toContain(`data: ${JSON.stringify(odd)}\n\n`);
    const frames = framesOf(whole);
    expect(frames).toHaveLength(32);
    for (let after = 0; after <= 32; after++) {
      const again = await (await manager.follow(run.id, after)).text();
      expect(again).toBe(
        frames
          .slice(after)
          .map((frame) => `${frame}\n\n`)
          .join(""),
      );
    }
  });

  it("loses and doubles nothing for followers that come while events are written", async () => {
    await using runtime = await manager.startRuntime();
    const run = await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    const followers: Promise<string>[] = [];
    let sequence = 0;
    for (let batch = 0; batch < 60; batch++) {
      const size = 1 + (batch % 7);
      const events = upTo(size).map(() => ({ sequence: ++sequence, event: textDelta("m", "x".repeat(100)) }));
      const written = held.report(events);
      followers.push(manager.follow(run.id, batch % 5).then((response) => response.text()));
      await written;
    }
    await held.report([{ sequence: ++sequence, event: finished(run.id) }]);
    await held.end();
    for (const [index, text] of (await Promise.all(followers)).entries()) {
      expect(sequencesOf(text)).toEqual(upTo(sequence).slice(index % 5));
    }
  });

  it("keeps many runs that stream at once apart and in order", async () => {
    await using runtime = await manager.startRuntime();
    const count = 50;
    const streams = upTo(count).map(async () => {
      const run = await manager.startRun((await manager.createSession()).id);
      return { run, text: manager.follow(run.id).then((response) => response.text()) };
    });
    const reports = upTo(count).map(async () => {
      const held = await runtime.next();
      const { id } = held.assignment.run;
      await held.emit(textStart(id));
      for (let n = 0; n < 10; n++) await held.emit(textDelta(id, `${n}`), textDelta(id, "-"));
      await held.emit(textEnd(id), finished(id));
      await held.end();
    });
    await Promise.all(reports);
    for (const { run, text } of await Promise.all(streams)) {
      const stream = await text;
      expect(sequencesOf(stream)).toEqual(upTo(23));
      const ids = framesOf(stream).map((frame) => /"(?:message_id|run_id)":"(run_\w+)"/.exec(frame)?.[1]);
      expect(new Set(ids)).toEqual(new Set([run.id]));
    }
  });

  it("writes a comment when nothing happens", async () => {
    await using runtime = await manager.startRuntime();
    const run = await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    const response = await manager.follow(run.id);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader?.read()).toEqual({ done: false, value: ": keep-alive\n\n" });
    await reader?.cancel();
    await held.end();
  });

  it("follows a run whose events another instance writes", async () => {
    await using runtime = await manager.startRuntime();
    const run = await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    await using other = await manager.startSecond();
    const text = fetch(`${other.url}/runs/${run.id}/events?projectId=${projectId}`, {
      headers: { authorization: `Bearer ${manager.platform.serviceToken}` },
    }).then((response) => response.text());
    for (let n = 0; n < 20; n++) await held.emit(textDelta("m", `${n}`));
    await held.emit(finished(run.id));
    await held.end();
    expect(sequencesOf(await text)).toEqual(upTo(21));
  });
});
