import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { type ConfigMistake, configInvalid } from "./config-mistake.ts";
import { variableOf } from "./config-names.ts";
import { type ConfigField, fieldsOf } from "./config-schema.ts";
import type { Setting, SourceReading } from "./config-source.ts";
import { readFileSource } from "./file-source.ts";
import { readEnvironmentSource, readFlagSource } from "./text-source.ts";

export const DEFAULT_CONFIG_FILE = "nexau-cloud.yaml";

/** Variables with our prefix that are not settings of the cloud: the command line and scripts that use a cloud read them. */
const OTHER_VARIABLES = [
  "NEXAU_CLOUD_CONFIG",
  "NEXAU_CLOUD_CREDENTIALS",
  "NEXAU_CLOUD_URL",
  "NEXAU_CLOUD_TOKEN",
  "NEXAU_CLOUD_ACCESS_KEY",
  "NEXAU_CLOUD_SECRET_KEY",
];

type Shape = Record<string, z.ZodType>;

export interface ConfigSources<Sections extends Shape, TopLevel extends Shape> {
  /** One zod object per service, by section name. */
  sections: Sections;
  topLevel: TopLevel;
  /** A YAML file that has to be there, or null for none; without it, `nexau-cloud.yaml` of the working folder if there is one. */
  file?: string | null | undefined;
  env?: Record<string, string | undefined>;
  /** By name, with or without dashes: `--edge.port` or `edge.port`. */
  flags?: Record<string, string>;
}

export interface LoadedConfig<Value> {
  value: Value;
  /** Each field with its value and who set it, in the order of the schema. */
  entries: ConfigEntry[];
}

export interface ConfigEntry extends ConfigField {
  value: unknown;
  source: "default" | Setting["source"];
  /** `nexau-cloud.yaml:3`, a variable or a flag; null for a default. */
  place: string | null;
}

type Loaded<Sections extends Shape, TopLevel extends Shape> = z.infer<z.ZodObject<TopLevel>> &
  z.infer<z.ZodObject<Sections>>;

/**
 * The configuration from all its sources (RFC-0012): defaults, then the file, then the environment, then flags. Throws one
 * `config_invalid` with every mistake in any of them.
 */
export function loadConfig<Sections extends Shape, TopLevel extends Shape>(
  sources: ConfigSources<Sections, TopLevel>,
): LoadedConfig<Loaded<Sections, TopLevel>> {
  const schema = configSchema(sources.sections, sources.topLevel);
  const fields = fieldsOf(schema);
  const readings = readSources(sources, schema, fields);
  const settings = new Map<string, Setting>();
  for (const setting of readings.flatMap((reading) => reading.settings)) settings.set(setting.path.join("."), setting);

  const parsed = schema.safeParse(nest(settings.values()));
  const mistakes = readings.flatMap((reading) => reading.mistakes);
  if (!parsed.success) mistakes.push(...parsed.error.issues.map((issue) => toMistake(issue, settings)));
  if (mistakes.length > 0 || !parsed.success) throw configInvalid(withoutRepeats(mistakes));
  const value = parsed.data;
  return {
    value: value as Loaded<Sections, TopLevel>,
    entries: fields.map((field) => {
      const setting = settings.get(field.path.join("."));
      return {
        ...field,
        value: valueAt(value, field.path),
        source: setting?.source ?? "default",
        place: setting?.placeOf([]) ?? null,
      };
    }),
  };
}

/** The whole configuration as one schema; a section that nobody mentions gets its defaults. */
export function configSchema(sections: Shape, topLevel: Shape) {
  const withDefaults = Object.entries(sections).map(([name, section]) => [name, z.prefault(section, {})]);
  return z.object({ ...topLevel, ...Object.fromEntries(withDefaults) } as Shape);
}

function readSources(
  { file, env = {}, flags = {} }: Pick<ConfigSources<Shape, Shape>, "file" | "env" | "flags">,
  schema: z.ZodType,
  fields: ConfigField[],
): SourceReading[] {
  const path = file === undefined && existsSync(DEFAULT_CONFIG_FILE) ? DEFAULT_CONFIG_FILE : file;
  return [
    ...(path ? [readFileSource(resolve(path), schema, fields)] : []),
    readEnvironmentSource(env, fields, OTHER_VARIABLES),
    readFlagSource(flags, fields),
  ];
}

function nest(settings: Iterable<Setting>): object {
  const root: Record<string, unknown> = {};
  for (const { path, value } of settings) {
    let table = root;
    for (const key of path.slice(0, -1)) {
      table[key] ??= {};
      table = table[key] as Record<string, unknown>;
    }
    const last = path.at(-1);
    if (last !== undefined) table[last] = value;
  }
  return root;
}

function toMistake(issue: z.core.$ZodIssue, settings: Map<string, Setting>): ConfigMistake {
  const path = issue.path.map(String);
  for (let length = path.length; length > 0; length--) {
    const setting = settings.get(path.slice(0, length).join("."));
    if (setting) {
      return {
        place: setting.placeOf(issue.path.slice(length)),
        message: `${path.join(".")} ${asSentence(issue.message)}`,
      };
    }
  }
  return { place: variableOf(path), message: `${path.join(".")} is not set: ${asSentence(issue.message)}` };
}

const asSentence = (message: string) =>
  message.replace(/^Invalid input: /, "is not valid: ").replace(/^Invalid option: /, "is not valid: ");

/** A value that one source could not even read is also missing to the schema: only the first is told. */
function withoutRepeats(mistakes: ConfigMistake[]): ConfigMistake[] {
  const seen = new Set<string>();
  return mistakes.filter(({ place, message }) => {
    const key = `${place} ${message}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}
