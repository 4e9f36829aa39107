import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { createOutputChannel, type OutputChunk } from "./output-channel.ts";
import { toProcessExit } from "./process-exit.ts";

const MIB = 1024 * 1024;
const chunk = (bytes: number): OutputChunk => ({ kind: "stdout", data: new Uint8Array(bytes) });

function createSource() {
  const state = { paused: false };
  return {
    state,
    pause: () => {
      state.paused = true;
    },
    resume: () => {
      state.paused = false;
    },
  };
}

describe("an output channel", () => {
  it("makes the process wait for its only reader, and go on when that one has read", async () => {
    const source = createSource();
    const channel = createOutputChannel(source);
    const reader = channel.subscribe(new AbortController().signal);
    const first = reader.next();
    channel.publish(chunk(MIB));
    expect(source.state.paused).toBe(true);
    await first;
    expect(source.state.paused).toBe(false);
  });

  it("does not let a slow reader hold up a fast one, and cuts it off before it fills the memory", async () => {
    const source = createSource();
    const channel = createOutputChannel(source);
    const { signal } = new AbortController();
    const slow = channel.subscribe(signal);
    const fast = channel.subscribe(signal);
    const slowFirst = slow.next();
    let read = 0;
    for (let next = fast.next(); read < 20; read++) {
      channel.publish(chunk(MIB));
      await next;
      next = fast.next();
      expect(source.state.paused).toBe(false);
    }
    expect((await slowFirst).done).toBe(false);
    await expect(slow.next()).rejects.toMatchObject({ code: Code.ResourceExhausted });
  });

  it("drops output that nobody listens to, and never waits for nobody", async () => {
    const source = createSource();
    const channel = createOutputChannel(source);
    for (let count = 0; count < 100; count++) channel.publish(chunk(MIB));
    expect(source.state.paused).toBe(false);
    const late = channel.subscribe(new AbortController().signal);
    const next = late.next();
    channel.publish(chunk(1));
    expect((await next).value).toMatchObject({ data: new Uint8Array(1) });
  });

  it("lets the process go on when a full reader leaves", async () => {
    const source = createSource();
    const channel = createOutputChannel(source);
    const gone = new AbortController();
    const reader = channel.subscribe(gone.signal);
    const first = reader.next();
    channel.publish(chunk(1));
    await first;
    channel.publish(chunk(2 * MIB));
    expect(source.state.paused).toBe(true);
    gone.abort();
    await reader.next();
    expect(source.state.paused).toBe(false);
  });

  it("delivers all that was written before the exit, then the exit, also to who comes later", async () => {
    const channel = createOutputChannel(createSource());
    const { signal } = new AbortController();
    const reader = channel.subscribe(signal);
    const first = reader.next();
    channel.publish(chunk(1));
    channel.publish(chunk(2));
    channel.end(toProcessExit(0, null));
    await first;
    expect((await reader.next()).value).toMatchObject({ data: new Uint8Array(2) });
    expect(await reader.next()).toEqual({ done: true, value: toProcessExit(0, null) });
    expect(await channel.subscribe(signal).next()).toEqual({ done: true, value: toProcessExit(0, null) });
  });
});
