import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { ConfigMistake } from "./config-mistake.ts";
import { suggestion } from "./config-names.ts";
import { isSecret, unwrap } from "./config-schema.ts";

/** A value that somebody set. */
export interface Setting {
  path: string[];
  value: unknown;
  source: "file" | "environment" | "flag";
  /** Where a part of the value stands; the whole value for no path. */
  placeOf: (path: PropertyKey[]) => string;
}

/** What one source says, before the schema has judged it. */
export interface SourceReading {
  settings: Setting[];
  mistakes: ConfigMistake[];
}

export interface TreeContext {
  placeOf: (path: PropertyKey[]) => string;
  /** Folder that the names of secret files are relative to. */
  folder: string;
  mistakes: ConfigMistake[];
}

/**
 * `value` as the schema would like it: keys may be written in camelCase or snake_case, unknown ones are noted as mistakes
 * and dropped, and `<key>File` beside a secret is replaced by what stands in that file. Kinds and limits are left to the
 * schema.
 */
export function readTree(value: unknown, schema: z.ZodType, context: TreeContext, path: PropertyKey[] = []): unknown {
  const inner = unwrap(schema);
  if (Array.isArray(value) && inner instanceof z.ZodArray) {
    return value.map((item, index) => readTree(item, inner.element as z.ZodType, context, [...path, index]));
  }
  if (!isTable(value)) return value ?? undefined;
  if (inner instanceof z.ZodObject) return readObject(value, inner.shape, context, path);
  if (inner instanceof z.ZodRecord) {
    const valueSchema = inner.valueType as z.ZodType;
    return readEntries(value, context, path, (key, item) => ({
      [key]: readTree(item, valueSchema, context, [...path, key]),
    }));
  }
  return value;
}

function readObject(
  value: object,
  shape: Record<string, z.ZodType>,
  context: TreeContext,
  path: PropertyKey[],
): object {
  const schemaOf = (key: string) => (Object.hasOwn(shape, key) ? shape[key] : undefined);
  return readEntries(value, context, path, (written, item) => {
    const here = [...path, written];
    const key = toCamelCase(written);
    const schema = schemaOf(key);
    if (schema) return { [key]: readTree(item, schema, context, here) };
    const secretKey = key.replace(/File$/, "");
    const secretSchema = schemaOf(secretKey);
    if (secretSchema && isSecret(secretSchema) && typeof item === "string") {
      return { [secretKey]: readSecretFile(item, context, here) };
    }
    const message = `there is no ${here.join(".")}.${suggestion(key, Object.keys(shape))}`;
    context.mistakes.push({ place: context.placeOf(here), message });
    return {};
  });
}

function readEntries(
  value: object,
  context: TreeContext,
  path: PropertyKey[],
  read: (key: string, item: unknown) => object,
): object {
  const result: object = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__" || key === "constructor" || key === "prototype") {
      context.mistakes.push({ place: context.placeOf([...path, key]), message: `${key} cannot be a key` });
      continue;
    }
    const entry = read(key, item);
    if (Object.keys(entry).some((name) => Object.hasOwn(result, name))) {
      context.mistakes.push({
        place: context.placeOf([...path, key]),
        message: `${[...path, key].join(".")} is set twice`,
      });
    }
    Object.assign(result, entry);
  }
  return result;
}

/** The text in a file, without the line end that editors add. */
export function readSecretFile(file: string, context: TreeContext, path: PropertyKey[]): string | undefined {
  try {
    return readFileSync(resolve(context.folder, file), "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === "ENOENT" ? `there is no file ${file}` : `the file ${file} cannot be read (${code})`;
    context.mistakes.push({ place: context.placeOf(path), message });
    return undefined;
  }
}

const isTable = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toCamelCase = (key: string) => key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
