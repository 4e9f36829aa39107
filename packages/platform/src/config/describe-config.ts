import { z } from "zod";
import { flagOf, variableOf } from "./config-names.ts";
import { isSecret, unwrap } from "./config-schema.ts";
import type { LoadedConfig } from "./load-config.ts";

/** One line of the effective configuration, safe to print. */
export interface DescribedSetting {
  /** `edge.port`. */
  name: string;
  variable: string;
  flag: string;
  /** Secrets are `***`; null is not set. */
  value: unknown;
  source: "default" | "file" | "environment" | "flag";
  /** The file's line, the variable or the flag; null for a default. */
  place: string | null;
  description: string;
}

/** What every setting is in the end and who said so. */
export function describeConfig({ entries }: LoadedConfig<unknown>): DescribedSetting[] {
  return entries.map(({ path, schema, value, source, place, description }) => ({
    name: path.join("."),
    variable: variableOf(path),
    flag: flagOf(path),
    value: masked(value, schema) ?? null,
    source,
    place,
    description,
  }));
}

/** The value with `***` for each secret in it. */
export function masked(value: unknown, schema: z.ZodType): unknown {
  if (value === undefined || value === null) return value;
  if (isSecret(schema)) return "***";
  const inner = unwrap(schema);
  if (Array.isArray(value) && inner instanceof z.ZodArray) {
    return value.map((item) => masked(item, inner.element as z.ZodType));
  }
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const schemaOf = (key: string): z.ZodType | undefined => {
    if (inner instanceof z.ZodObject) return inner.shape[key] as z.ZodType | undefined;
    return inner instanceof z.ZodRecord ? (inner.valueType as z.ZodType) : undefined;
  };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const itemSchema = schemaOf(key);
      return [key, itemSchema ? masked(item, itemSchema) : item];
    }),
  );
}
