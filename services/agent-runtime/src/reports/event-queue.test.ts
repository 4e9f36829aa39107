import type { SequencedEvent } from "@nexau-cloud/contracts";
import { describe, expect, it } from "vitest";
import { createEventQueue } from "./event-queue.ts";

/** A line on which each batch waits for its acknowledgement. */
function createLine() {
  const batches: { sequences: number[]; acknowledge(): void; fail(error: Error): void }[] = [];
  let onBatch = () => {};
  return {
    batches,
    next: () => new Promise<void>((resolve) => (onBatch = resolve)),
    send: (events: SequencedEvent[]) =>
      new Promise<void>((resolve, reject) => {
        batches.push({ sequences: events.map(({ sequence }) => sequence), acknowledge: resolve, fail: reject });
        onBatch();
      }),
  };
}

const textEvent = (sequence: number, delta = "x"): SequencedEvent => ({
  sequence,
  event: { type: "TEXT_MESSAGE_CONTENT", timestamp: 0, raw_event: null, message_id: "m", delta },
});

describe("event queue", () => {
  it("sends the first event at once, and those that come meanwhile together when it was acknowledged", async () => {
    const line = createLine();
    const queue = createEventQueue({ send: line.send, maxWaitingBytes: 1_000_000 });

    let next = line.next();
    queue.push(textEvent(1));
    await next;
    for (const sequence of [2, 3, 4]) queue.push(textEvent(sequence));
    expect(line.batches.map(({ sequences }) => sequences)).toEqual([[1]]);

    next = line.next();
    line.batches[0]?.acknowledge();
    await next;
    expect(line.batches.map(({ sequences }) => sequences)).toEqual([[1], [2, 3, 4]]);
    line.batches[1]?.acknowledge();
    await queue.flush();
  });

  it("is not ready while too much waits", async () => {
    const line = createLine();
    const queue = createEventQueue({ send: line.send, maxWaitingBytes: 1000 });
    const next = line.next();
    queue.push(textEvent(1, "x".repeat(2000)));
    await next;
    let isReady = false;
    const ready = queue.ready().then(() => {
      isReady = true;
    });

    await new Promise((resolve) => setImmediate(resolve));
    expect(isReady).toBe(false);
    line.batches[0]?.acknowledge();
    await ready;
  });

  it("cuts batches by size, but never holds back a single large event", async () => {
    const line = createLine();
    const queue = createEventQueue({ send: line.send, maxWaitingBytes: 1_000_000_000 });
    const large = "x".repeat(300_000);
    let next = line.next();
    for (const sequence of [1, 2, 3]) queue.push(textEvent(sequence, large));
    for (let sequence = 4; sequence <= 10; sequence++) queue.push(textEvent(sequence));

    for (let batch = 0; batch < 4; batch++) {
      await next;
      next = line.next();
      line.batches[batch]?.acknowledge();
    }
    await queue.flush();
    expect(line.batches.map(({ sequences }) => sequences)).toEqual([[1], [2], [3], [4, 5, 6, 7, 8, 9, 10]]);
  });

  it("tells whoever waits when sending has failed for good", async () => {
    const line = createLine();
    const queue = createEventQueue({ send: line.send, maxWaitingBytes: 1 });
    const next = line.next();
    queue.push(textEvent(1));
    await next;
    const waits = [queue.ready(), queue.flush()];
    line.batches[0]?.fail(new Error("superseded"));

    for (const wait of waits) await expect(wait).rejects.toThrow("superseded");
    await expect(queue.ready()).rejects.toThrow("superseded");
  });
});
