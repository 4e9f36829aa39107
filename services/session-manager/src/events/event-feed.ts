import type { Coordination } from "@nexau-cloud/platform";
import { z } from "zod";
import type { LoggedEvent } from "./event-log.ts";

/** Tells followers in this process, and over the bus those in others, that a run's log has grown or is complete. */
export interface EventFeed {
  /** Call it after the commit. */
  written(runId: string, events: LoggedEvent[]): void;
  ended(runId: string, lastSequence: number): void;
  watch(runId: string): Watch;
  close(): Promise<void>;
}

export interface Watch extends Disposable {
  /** Grows with every piece of news. Read it before reading the log, and hand it to `changed`. */
  readonly version: number;
  /** Sequence of the last event there will ever be; null while the run goes on. */
  readonly endedAt: number | null;
  /** Learnt otherwise than through the feed, from the run's row. */
  noteEnd(lastSequence: number): void;
  /** What comes after `sequence`: nothing as far as is known, or what is in memory; undefined: read the log. */
  tailAfter(sequence: number): LoggedEvent[] | undefined;
  /** True when there is news after `version`, false when `timeoutMs` or the signal came first. */
  changed(version: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
}

const TOPIC = "run.events";
const Announcement = z.object({
  from: z.string(),
  runId: z.string(),
  lastSequence: z.int(),
  ended: z.boolean(),
});

export async function createEventFeed(deps: {
  bus: Coordination["bus"];
  instanceId: string;
  tailBytes: number;
  onError: (error: unknown) => void;
}): Promise<EventFeed> {
  const channels = new Map<string, Channel>();

  const unsubscribe = await deps.bus.subscribe(TOPIC, (message) => {
    const parsed = Announcement.safeParse(message);
    if (!parsed.success || parsed.data.from === deps.instanceId) return;
    const channel = channels.get(parsed.data.runId);
    if (parsed.data.ended) channel?.end(parsed.data.lastSequence);
    else channel?.heard(parsed.data.lastSequence);
  });

  function announce(runId: string, lastSequence: number, ended: boolean): void {
    deps.bus.publish(TOPIC, { from: deps.instanceId, runId, lastSequence, ended }).catch(deps.onError);
  }

  return {
    written(runId, events) {
      const last = events.at(-1);
      if (!last) return;
      channels.get(runId)?.push(events);
      announce(runId, last.sequence, false);
    },
    ended(runId, lastSequence) {
      channels.get(runId)?.end(lastSequence);
      announce(runId, lastSequence, true);
    },
    watch(runId) {
      const channel = channels.get(runId) ?? createChannel(deps.tailBytes);
      channels.set(runId, channel);
      return watchOf(channel, () => channels.delete(runId));
    },
    close: unsubscribe,
  };
}

type Channel = ReturnType<typeof createChannel>;

/** The newest events of one followed run, limited in bytes, and those who wait for more. */
function createChannel(tailBytes: number) {
  let tail: LoggedEvent[] = [];
  let bytes = 0;
  let newestKnown = 0;
  const waiting = new Set<() => void>();
  const channel = { version: 0, watchers: 0, endedAt: null as number | null, push, heard, end, after, waiting };

  function push(events: LoggedEvent[]): void {
    const first = events[0];
    const newest = tail.at(-1);
    // Written out of order, or by another process in between: what is there is no longer the end of the log.
    if (first && newest && first.sequence !== newest.sequence + 1) clear();
    tail.push(...events);
    bytes += events.reduce((sum, { json }) => sum + json.length, 0);
    let dropped = 0;
    while (bytes > tailBytes && dropped < tail.length) bytes -= tail[dropped++]?.json.length ?? 0;
    if (dropped > 0) tail = tail.slice(dropped);
    heard(events.at(-1)?.sequence ?? 0);
  }

  function heard(lastSequence: number): void {
    newestKnown = Math.max(newestKnown, lastSequence);
    wake();
  }

  function end(lastSequence: number): void {
    channel.endedAt = lastSequence;
    heard(lastSequence);
  }

  function wake(): void {
    channel.version++;
    for (const resume of waiting) resume();
    waiting.clear();
  }

  function clear(): void {
    tail = [];
    bytes = 0;
  }

  function after(sequence: number): LoggedEvent[] | undefined {
    if (newestKnown > 0 && sequence >= newestKnown) return [];
    const first = tail[0];
    if (!first || first.sequence > sequence + 1) return undefined;
    const events = tail.slice(sequence + 1 - first.sequence);
    return events.length > 0 ? events : undefined;
  }

  return channel;
}

function watchOf(channel: Channel, forget: () => void): Watch {
  channel.watchers++;
  let open = true;
  return {
    get version() {
      return channel.version;
    },
    get endedAt() {
      return channel.endedAt;
    },
    noteEnd: (lastSequence) => {
      channel.endedAt ??= lastSequence;
    },
    tailAfter: channel.after,
    changed: (version, timeoutMs, signal) =>
      new Promise((resolve) => {
        if (channel.version !== version) return resolve(true);
        if (signal?.aborted) return resolve(false);
        const settle = (news: boolean) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", giveUp);
          channel.waiting.delete(resume);
          resolve(news);
        };
        const resume = () => settle(true);
        const giveUp = () => settle(false);
        const timer = setTimeout(giveUp, timeoutMs);
        signal?.addEventListener("abort", giveUp, { once: true });
        channel.waiting.add(resume);
      }),
    [Symbol.dispose]: () => {
      if (!open) return;
      open = false;
      if (--channel.watchers === 0) forget();
    },
  };
}
