import { jsonrepair } from "jsonrepair";

/** Repairing works on the whole text at once; beyond this it is no slip of a model any more. */
const MAX_REPAIRED_CHARACTERS = 1_000_000;

/**
 * The arguments a model wrote, as an object whatever it wrote: broken JSON is repaired, a value that is no object becomes
 * `{"_": value}`, and a text that stays hopeless `{"raw_arguments": text}`.
 */
export function parseArguments(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  const parsed = parseJson(text) ?? repair(text);
  if (!parsed) return { raw_arguments: text };
  const { value } = parsed;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return { _: value };
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: withoutPrototype(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

function repair(text: string): { value: unknown } | undefined {
  // Plain words would be "repaired" into a JSON text: only what was meant as JSON is worth it.
  if (text.length > MAX_REPAIRED_CHARACTERS || !/[[{"]/.test(text)) return undefined;
  try {
    return parseJson(jsonrepair(text));
  } catch {
    return undefined;
  }
}

/** `__proto__` as a key is never an argument. */
function withoutPrototype(value: unknown): unknown {
  if (typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__")) {
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "__proto__"));
  }
  return value;
}
