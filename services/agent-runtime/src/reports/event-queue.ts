import type { SequencedEvent } from "@nexau-cloud/contracts";

export interface EventQueue {
  push(event: SequencedEvent): void;
  /** Resolves while less than `maxWaitingBytes` waits. Rejects when sending has failed for good. */
  ready(): Promise<void>;
  /** Resolves when nothing waits. Rejects when sending has failed for good. */
  flush(): Promise<void>;
}

export interface EventQueueDeps {
  /** Sends a batch until it is acknowledged. Never called before the call before has ended. */
  send(events: SequencedEvent[]): Promise<void>;
  maxWaitingBytes: number;
}

const BATCH_EVENTS = 500;
const BATCH_BYTES = 256 * 1024;
/** What an event costs beside its text. */
const EVENT_OVERHEAD_BYTES = 200;

/**
 * Events on their way, at most one batch at a time. The first leaves at once; those that come while it is under way make up
 * the next batch, so that batches grow by themselves when the other side is slow.
 */
export function createEventQueue({ send, maxWaitingBytes }: EventQueueDeps): EventQueue {
  let waiting: { event: SequencedEvent; bytes: number }[] = [];
  let waitingBytes = 0;
  let sending = false;
  let failure: { error: unknown } | undefined;
  let watchers: (() => void)[] = [];

  function push(event: SequencedEvent): void {
    if (failure) return;
    const bytes = sizeOf(event);
    waiting.push({ event, bytes });
    waitingBytes += bytes;
    if (sending) return;
    sending = true;
    // Not before the current turn is over: events that came with the same bytes from the model leave together.
    setImmediate(sendAll);
  }

  async function sendAll(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const batch = firstBatch(waiting);
        await send(batch.map(({ event }) => event));
        waiting = waiting.slice(batch.length);
        waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
        wakeAll();
      }
    } catch (error) {
      failure = { error };
      waiting = [];
    } finally {
      sending = false;
      wakeAll();
    }
  }

  function wakeAll(): void {
    const woken = watchers;
    watchers = [];
    for (const wake of woken) wake();
  }

  async function until(isSatisfied: () => boolean): Promise<void> {
    while (!failure && !isSatisfied()) await new Promise<void>((resolve) => watchers.push(resolve));
    if (failure) throw failure.error;
  }

  return {
    push,
    ready: () => until(() => waitingBytes < maxWaitingBytes),
    flush: () => until(() => !sending),
  };
}

function firstBatch<Item extends { bytes: number }>(waiting: Item[]): Item[] {
  let bytes = 0;
  let size = 0;
  for (const item of waiting.slice(0, BATCH_EVENTS)) {
    bytes += item.bytes;
    if (size > 0 && bytes > BATCH_BYTES) break;
    size++;
  }
  return waiting.slice(0, size);
}

/** Only deltas and results grow; what else an event has is small. */
function sizeOf({ event }: SequencedEvent): number {
  const text = "delta" in event ? event.delta : "content" in event ? event.content : "";
  return text.length + EVENT_OVERHEAD_BYTES;
}
