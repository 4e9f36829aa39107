import type { JsonObject } from "../formats/wire-format.ts";

/** What Langfuse's clients have said about observations so far: updates name only what changes. */
export interface OpenObservations {
  /** The body with all that was said before beneath it. */
  merge(key: string, body: JsonObject): JsonObject;
}

/**
 * Remembers the most recent ones, up to a size. One that was forgotten, or whose beginning another sidecar has seen, is
 * stored from what its update says.
 */
export function createOpenObservations({ maxBytes }: { maxBytes: number }): OpenObservations {
  const known = new Map<string, { body: JsonObject; bytes: number }>();
  let bytes = 0;

  function forget(key: string): JsonObject {
    const entry = known.get(key);
    if (!entry) return {};
    known.delete(key);
    bytes -= entry.bytes;
    return entry.body;
  }

  function remember(key: string, body: JsonObject): void {
    const size = key.length + JSON.stringify(body).length;
    known.set(key, { body, bytes: size });
    bytes += size;
    for (const oldest of known.keys()) {
      if (bytes <= maxBytes) return;
      forget(oldest);
    }
  }

  return {
    merge(key, body) {
      const said = Object.entries(body).filter(([, value]) => value !== undefined && value !== null);
      const merged = { ...forget(key), ...Object.fromEntries(said) };
      remember(key, merged);
      return merged;
    },
  };
}
