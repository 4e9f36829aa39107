/**
 * What several processes must agree on without the database: who holds what, who should hear what, what has expired.
 * Two implementations, one contract test: in memory (one process) and Redis (many).
 */
export interface Coordination {
  leases: Leases;
  bus: Bus;
  keys: ExpiringKeys;
  counters: Counters;
  /** Throws when the other side cannot be reached; used by /health. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** At most one holder per key at a time; a lease that is not renewed within its time is free again. */
export interface Leases {
  /** True when `holder` now holds `key`, or held it already (its time starts anew). */
  acquire(key: string, holder: string, ttlMs: number): Promise<boolean>;
  /** False when somebody else holds it or it has lapsed. */
  renew(key: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Gives it up if `holder` holds it; otherwise does nothing. */
  release(key: string, holder: string): Promise<void>;
  holder(key: string): Promise<string | null>;
}

/** Fire and forget to everybody who listens now. Order is kept per topic and publisher; nothing is stored. */
export interface Bus {
  publish(topic: string, message: unknown): Promise<void>;
  /** Resolves once subscribed. The handler gets what was published after JSON; its errors are logged, not thrown. */
  subscribe(topic: string, handler: (message: unknown) => void): Promise<Unsubscribe>;
}
export type Unsubscribe = () => Promise<void>;

export interface ExpiringKeys {
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Sets only where nothing is; true when it was set. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>;
  get(key: string): Promise<string | null>;
  delete(key: string): Promise<void>;
  /** Keys that start with `prefix`, with their values; for registries of at most some hundreds. */
  list(prefix: string): Promise<{ key: string; value: string }[]>;
}

export interface Counters {
  /** The sum after adding; the key expires `ttlMs` after its first addition. */
  add(key: string, amount: number, ttlMs: number): Promise<number>;
}
