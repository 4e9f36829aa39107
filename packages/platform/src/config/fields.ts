import { z } from "zod";

/*
 * Field kinds of configuration sections. Values arrive as YAML scalars or as text from the environment and flags, so
 * each kind reads both.
 */

/** A whole number. Not z.coerce.number(), which reads an empty text as 0 and `true` as 1. */
const wholeNumber = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === "string" && /^-?\d+$/.test(value.trim()) ? Number(value) : value),
    z
      .int({ error: "must be a whole number" })
      .min(min, { error: `must be ${min} or more` })
      .max(max, { error: `must be ${max} or less` }),
  );

export const port = (fallback: number) => wholeNumber(0, 65_535).default(fallback);

export const milliseconds = (fallback: number) => wholeNumber(0, 2 ** 31 - 1).default(fallback);

export const bytes = (fallback: number) => wholeNumber(1, Number.MAX_SAFE_INTEGER).default(fallback);

export const count = (fallback: number) => wholeNumber(0, Number.MAX_SAFE_INTEGER).default(fallback);

/** `true`/`false` in words, as z.coerce.boolean would take "false" for true. */
export const flag = (fallback: boolean) =>
  z.union([z.boolean(), z.stringbool()], { error: "must be true or false" }).default(fallback);

/** A text that is never printed; may come from a file named by `<VARIABLE>_FILE` or `<key>File`. */
export const secret = () => z.string().min(1).meta({ secret: true });

/** An http or https address, without a slash at the end. */
export const httpUrl = () =>
  z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .transform((url) => url.replace(/\/+$/, ""));
