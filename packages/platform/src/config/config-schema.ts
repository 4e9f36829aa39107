import { z } from "zod";

/** One value that can be set: what the configuration's schema has at `path`. */
export interface ConfigField {
  path: string[];
  schema: z.ZodType;
  kind: "text" | "json";
  /** Itself a secret, or a list or table that has secrets in it. */
  secret: boolean;
  description: string;
  /** What the schema puts where nobody sets it; undefined for nothing. */
  fallback: unknown;
}

/** All fields of a schema, in its order. Nested objects are walked; lists and tables are fields as a whole. */
export function fieldsOf(schema: z.ZodType, path: string[] = []): ConfigField[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries<z.ZodType>(inner.shape).flatMap(([key, value]) => fieldsOf(value, [...path, key]));
  }
  const parsed = schema.safeParse(undefined);
  return [
    {
      path,
      schema,
      kind: inner instanceof z.ZodArray || inner instanceof z.ZodRecord ? "json" : "text",
      secret: hasSecret(schema),
      description: descriptionOf(schema),
      fallback: parsed.success ? parsed.data : undefined,
    },
  ];
}

/** Whether the schema, or anything in it, is marked secret. */
export function hasSecret(schema: z.ZodType): boolean {
  if (isSecret(schema)) return true;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.values<z.ZodType>(inner.shape).some(hasSecret);
  if (inner instanceof z.ZodArray) return hasSecret(inner.element as z.ZodType);
  if (inner instanceof z.ZodRecord) return hasSecret(inner.valueType as z.ZodType);
  return false;
}

/** Whether the schema itself is marked secret, on any of the layers (default, optional, ...) around it. */
export function isSecret(schema: z.ZodType): boolean {
  return layersOf(schema).some((layer) => layer.meta()?.secret === true);
}

/** The schema without default, optional, refinement and preprocessing around it. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return layersOf(schema).at(-1) ?? schema;
}

function layersOf(schema: z.ZodType): z.ZodType[] {
  const inner = innerOf(schema);
  return inner ? [schema, ...layersOf(inner)] : [schema];
}

function innerOf(schema: z.ZodType): z.ZodType | undefined {
  if (schema instanceof z.ZodPipe) {
    // A preprocessed field has its own schema behind the pipe, a transformed one before it.
    return (schema.in instanceof z.ZodTransform ? schema.out : schema.in) as z.ZodType;
  }
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap() as z.ZodType;
  }
  return undefined;
}

function descriptionOf(schema: z.ZodType): string {
  for (const layer of layersOf(schema)) {
    const description = layer.meta()?.description;
    if (description) return description;
  }
  return "";
}
