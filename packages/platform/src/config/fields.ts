import { z } from "zod";

/*
 * Field kinds of configuration sections. Values arrive as YAML scalars or as text from the environment and flags, so
 * each kind reads both.
 */

export const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

export const milliseconds = (fallback: number) => z.coerce.number().int().nonnegative().default(fallback);

export const bytes = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const count = (fallback: number) => z.coerce.number().int().nonnegative().default(fallback);

/** `true`/`false` in words, as z.coerce.boolean would take "false" for true. */
export const flag = (fallback: boolean) => z.union([z.boolean(), z.stringbool()]).default(fallback);

/** A text that is never printed; may come from a file named by `<VARIABLE>_FILE` or `<key>File`. */
export const secret = () => z.string().min(1).meta({ secret: true });
