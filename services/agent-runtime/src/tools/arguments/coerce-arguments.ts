import { isRecord } from "../is-record.ts";

type Coercion = (text: string) => { value: unknown } | undefined;

/** By the `type` of the schema; what cannot be coerced stays the text that it is. */
const COERCIONS: Record<string, Coercion> = {
  boolean: (text) => {
    const word = text.trim().toLowerCase();
    if (["true", "1", "yes", "on"].includes(word)) return { value: true };
    return ["false", "0", "no", "off"].includes(word) ? { value: false } : undefined;
  },
  integer: (text) => (isShort(text) && /^\s*[-+]?\d+\s*$/.test(text) ? { value: Number(text) } : undefined),
  number: (text) =>
    isShort(text) && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(text) ? { value: Number(text) } : undefined,
  array: (text) => {
    const parsed = parse(text);
    if (Array.isArray(parsed)) return { value: parsed };
    return { value: text.split(",").map((item) => item.trim()) };
  },
  object: (text) => {
    const parsed = parse(text);
    return isRecord(parsed) ? { value: parsed } : undefined;
  },
};

/** Texts where the schema asks for something else, as models of all kinds write them. */
export function coerceArguments(
  input: Record<string, unknown>,
  schema: Record<string, unknown>,
): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const entries = Object.entries(input).map(([key, value]) => {
    if (typeof value !== "string" || !Object.hasOwn(properties, key)) return [key, value] as const;
    const coerced = coercionOf(properties[key])?.(value);
    return [key, coerced ? coerced.value : value] as const;
  });
  return Object.fromEntries(entries);
}

/** No number is longer, and the expressions above take their time over long texts. */
const isShort = (text: string) => text.length <= 400;

function coercionOf(property: unknown): Coercion | undefined {
  if (!isRecord(property)) return undefined;
  const types = Array.isArray(property.type) ? property.type : [property.type];
  // A text is as good as anything where the schema takes texts, too.
  if (types.includes("string")) return undefined;
  const type = types.find((name): name is string => typeof name === "string" && Object.hasOwn(COERCIONS, name));
  return type === undefined ? undefined : COERCIONS[type];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
