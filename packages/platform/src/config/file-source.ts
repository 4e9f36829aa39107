import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { ConfigMistake } from "./config-mistake.ts";
import type { ConfigField } from "./config-schema.ts";
import { readTree, type SourceReading } from "./config-source.ts";

/** Reads a YAML file; `schema` is the whole configuration's, `fields` what is in it. */
export function readFileSource(file: string, schema: z.ZodType, fields: ConfigField[]): SourceReading {
  const name = shortName(file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`;
    return { settings: [], mistakes: [{ place: name, message }] };
  }
  return parse(text, name, dirname(file), schema, fields);
}

function parse(text: string, name: string, folder: string, schema: z.ZodType, fields: ConfigField[]): SourceReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((error) => ({
      place: `${name}:${lines.linePos(error.pos[0]).line}`,
      message: error.message,
    }));
    return { settings: [], mistakes };
  }
  const placeOf = (path: PropertyKey[]) => `${name}:${lineOf(path)}`;

  /** Line of the node at `path`, or of the nearest one around it. */
  function lineOf(path: PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      const node = document.getIn(part, true) ?? document.getIn(part.map(toSnakeCase), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }

  const mistakes: ConfigMistake[] = [];
  const value = document.toJS({ maxAliasCount: 20 }) as unknown;
  if (value === null || value === undefined) return { settings: [], mistakes };
  if (typeof value !== "object" || Array.isArray(value)) {
    return { settings: [], mistakes: [{ place: `${name}:1`, message: "must be a table of settings" }] };
  }
  const tree = readTree(value, schema, { placeOf, folder, mistakes });
  const settings = fields.flatMap(({ path }) => {
    const found = at(tree, path);
    if (found === undefined) return [];
    const source = "file" as const;
    return [{ path, value: found, source, placeOf: (inner: PropertyKey[]) => placeOf([...path, ...inner]) }];
  });
  return { settings, mistakes: [...mistakes, ...notTables(tree, fields, placeOf)] };
}

/** Sections to which the file gives a single value, so that none of their fields were found. */
function notTables(tree: unknown, fields: ConfigField[], placeOf: (path: PropertyKey[]) => string): ConfigMistake[] {
  const sections = new Map(
    fields
      .flatMap(({ path }) => path.slice(0, -1).map((_, index) => path.slice(0, index + 1)))
      .map((path) => [path.join("."), path]),
  );
  return [...sections].flatMap(([name, path]) => {
    const value = at(tree, path);
    if (value === undefined || (typeof value === "object" && !Array.isArray(value))) return [];
    return [{ place: placeOf(path), message: `${name} must be a table of settings` }];
  });
}

function at(tree: unknown, path: string[]): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const toSnakeCase = (key: PropertyKey) =>
  typeof key === "string" ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;

function shortName(file: string): string {
  const inFolder = relative(process.cwd(), file);
  return inFolder.startsWith("..") ? file : inFolder;
}
