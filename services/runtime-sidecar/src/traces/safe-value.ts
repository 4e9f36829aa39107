const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);
const MAX_DEPTH = 32;

/**
 * A copy of a value from outside that is plain JSON and harmless: keys that reach into prototypes are dropped, at every
 * depth and as part of a dotted key too, since whoever reads the traces may take the dots for a path.
 */
export function safeValue(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== "object") return null;
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => safeValue(item, depth + 1));
  return safeRecord(Object.entries(value), depth);
}

export function safeRecord(entries: Iterable<[string, unknown]>, depth = 0): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [key, value] of entries) if (isSafeKey(key)) record[key] = safeValue(value, depth + 1);
  return record;
}

function isSafeKey(key: string): boolean {
  return !key.split(/[.[\]]/).some((part) => FORBIDDEN.has(part));
}
