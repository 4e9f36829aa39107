import type { Logger } from "../log.ts";
import { createBusTopics } from "./bus-topics.ts";
import type { Bus, Coordination, Counters, ExpiringKeys, Leases } from "./coordination.ts";

export interface MemoryCoordinationOptions {
  log: Logger;
  /** Milliseconds, for expiry. */
  now?: () => number;
}

/** Coordination for one process that holds everything. */
export function createMemoryCoordination({ log, now = Date.now }: MemoryCoordinationOptions): Coordination {
  return {
    leases: memoryLeases(now),
    bus: memoryBus(log),
    keys: memoryKeys(now),
    counters: memoryCounters(now),
    ping: async () => {},
    close: async () => {},
  };
}

function memoryLeases(now: () => number): Leases {
  const holders = expiringMap<string>(now);
  return {
    acquire: async (key, holder, ttlMs) => {
      if ((holders.get(key) ?? holder) !== holder) return false;
      holders.set(key, holder, ttlMs);
      return true;
    },
    renew: async (key, holder, ttlMs) => {
      if (holders.get(key) !== holder) return false;
      holders.set(key, holder, ttlMs);
      return true;
    },
    release: async (key, holder) => {
      if (holders.get(key) === holder) holders.delete(key);
    },
    holder: async (key) => holders.get(key) ?? null,
  };
}

function memoryBus(log: Logger): Bus {
  const topics = createBusTopics(log);
  return {
    // Later, as over a wire: a publisher never finds itself inside a handler. Immediates keep their order.
    publish: async (topic, message) => {
      const text = JSON.stringify(message ?? null);
      setImmediate(() => topics.deliver(topic, text));
    },
    subscribe: async (topic, handler) => {
      const { remove } = topics.add(topic, handler);
      return async () => {
        remove();
      };
    },
  };
}

function memoryKeys(now: () => number): ExpiringKeys {
  const values = expiringMap<string>(now);
  return {
    set: async (key, value, ttlMs) => {
      values.set(key, value, ttlMs);
    },
    setIfAbsent: async (key, value, ttlMs) => {
      if (values.get(key) !== undefined) return false;
      values.set(key, value, ttlMs);
      return true;
    },
    get: async (key) => values.get(key) ?? null,
    delete: async (key) => values.delete(key),
    list: async (prefix) => values.entries().filter(({ key }) => key.startsWith(prefix)),
  };
}

function memoryCounters(now: () => number): Counters {
  const sums = expiringMap<{ sum: number }>(now);
  return {
    add: async (key, amount, ttlMs) => {
      const counter = sums.get(key) ?? sums.set(key, { sum: 0 }, ttlMs);
      counter.sum += amount;
      return counter.sum;
    },
  };
}

const SWEEP_EVERY_MS = 10_000;

/** A map whose entries vanish. Without timers: read entries are checked, and writing now and then drops what has lapsed. */
function expiringMap<Value>(now: () => number) {
  const entries = new Map<string, { value: Value; expiresAt: number }>();
  let sweepAt = now() + SWEEP_EVERY_MS;

  function sweep(): void {
    for (const [key, { expiresAt }] of entries) if (expiresAt <= now()) entries.delete(key);
    sweepAt = now() + SWEEP_EVERY_MS;
  }

  return {
    get(key: string): Value | undefined {
      const entry = entries.get(key);
      return entry && entry.expiresAt > now() ? entry.value : undefined;
    },
    set(key: string, value: Value, ttlMs: number): Value {
      if (now() >= sweepAt) sweep();
      entries.set(key, { value, expiresAt: now() + ttlMs });
      return value;
    },
    delete(key: string): void {
      entries.delete(key);
    },
    entries(): { key: string; value: Value }[] {
      sweep();
      return [...entries].map(([key, { value }]) => ({ key, value }));
    },
  };
}
