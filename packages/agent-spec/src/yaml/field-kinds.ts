import { z } from "zod";

/*
 * Kinds of fields as pydantic reads them: a value that came through `${env.X}` inside quotes is a text and still counts as
 * a number or a boolean; null is the same as absent.
 */

export const text = () => z.string("must be a text").nullish();

export const mapping = () => z.record(z.string(), z.unknown(), "must be a mapping").nullish();

export const integer = (minimum: number, fallback: number) =>
  z
    .preprocess(toNumber, z.int("must be a whole number").min(minimum, `must be at least ${minimum}`).nullish())
    .transform((value) => value ?? fallback);

export const float = () => z.preprocess(toNumber, z.number("must be a number").nullish());

export const flag = () => z.preprocess(toBoolean, z.boolean("must be true or false").nullish());

/** A list of names; YAML sets and tuples arrive as lists, too. */
export const names = () => z.array(z.string("must be a text"), "must be a list").nullish();

function toNumber(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (
    typeof value !== "string" ||
    value.length > 64 ||
    !/^\s*[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(value)
  )
    return value;
  return Number(value.replaceAll("_", ""));
}

function toBoolean(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== "string") return value;
  const word = value.trim().toLowerCase();
  if (["true", "1", "yes", "on", "y", "t"].includes(word)) return true;
  if (["false", "0", "no", "off", "n", "f"].includes(word)) return false;
  return value;
}
