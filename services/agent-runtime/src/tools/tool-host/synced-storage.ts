import type { Changes } from "./host-messages.ts";

/** Our side of a storage that a tool host has a copy of. */
export interface SyncedStorage {
  /** What changed here since the two were last the same. */
  outgoing(): Changes;
  incoming(changes: Changes | undefined): void;
}

/** `values` is the run's own object: sub-agents and other hosts change it, too. */
export function createSyncedStorage(values: Record<string, unknown>): SyncedStorage {
  /** What the other side has, as JSON, since values may be changed in place. */
  const known = new Map<string, string>();

  return {
    outgoing() {
      const changes: Changes = { set: {}, delete: [] };
      for (const [key, value] of Object.entries(values)) {
        const text = JSON.stringify(value) ?? "null";
        if (known.get(key) === text) continue;
        known.set(key, text);
        changes.set[key] = value;
      }
      for (const key of known.keys()) {
        if (Object.hasOwn(values, key)) continue;
        known.delete(key);
        changes.delete.push(key);
      }
      return changes;
    },
    incoming(changes) {
      for (const [key, value] of Object.entries(changes?.set ?? {})) {
        if (key === "__proto__") continue;
        values[key] = value;
        known.set(key, JSON.stringify(value) ?? "null");
      }
      for (const key of changes?.delete ?? []) {
        delete values[key];
        known.delete(key);
      }
    },
  };
}
