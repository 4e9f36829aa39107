import type { ConfigMistake } from "./config-mistake.ts";
import { flagOf, isConfigVariable, suggestion, variableOf } from "./config-names.ts";
import type { ConfigField } from "./config-schema.ts";
import { readSecretFile, readTree, type Setting, type SourceReading } from "./config-source.ts";

/** Reads the NEXAU_CLOUD_* variables of an environment. `others` are such variables that mean something else. */
export function readEnvironmentSource(
  env: Record<string, string | undefined>,
  fields: ConfigField[],
  others: string[],
): SourceReading {
  const byName = new Map(fields.map((field) => [variableOf(field.path), field]));
  const given = Object.entries(env).filter(
    ([name, text]) => isConfigVariable(name) && text !== undefined && text !== "",
  );
  return readTexts(given as [string, string][], byName, "environment", new Set(others));
}

/** Reads flags: names as `--edge.port`, with their texts. */
export function readFlagSource(flags: Record<string, string>, fields: ConfigField[]): SourceReading {
  const byName = new Map(fields.map((field) => [flagOf(field.path), field]));
  const given = Object.entries(flags).map(([name, text]): [string, string] => [toFlag(name), text]);
  return readTexts(given, byName, "flag", new Set());
}

/** `edge.port`, `--edge.port` and `--runtimeSidecar.tracesPort` are all understood. */
function toFlag(name: string): string {
  return flagOf(name.replace(/^--/, "").split("."));
}

function readTexts(
  given: [name: string, text: string][],
  byName: Map<string, ConfigField>,
  source: "environment" | "flag",
  others: Set<string>,
): SourceReading {
  const settings: Setting[] = [];
  const mistakes: ConfigMistake[] = [];
  for (const [name, text] of given) {
    const direct = byName.get(name);
    const fromFile = direct ? undefined : byName.get(name.replace(/[_-](FILE|file)$/, ""));
    const placeOf = () => name;
    if (direct) {
      const value = readText(text, direct, name, mistakes);
      settings.push({ path: direct.path, value, source, placeOf });
    } else if (fromFile?.secret) {
      const content = readSecretFile(text, { placeOf, folder: process.cwd(), mistakes }, []);
      if (content === undefined) continue;
      settings.push({ path: fromFile.path, value: readText(content, fromFile, name, mistakes), source, placeOf });
    } else if (!others.has(name)) {
      mistakes.push({ place: name, message: `there is no such setting.${suggestion(name, byName.keys())}` });
    }
  }
  return { settings, mistakes };
}

function readText(text: string, field: ConfigField, name: string, mistakes: ConfigMistake[]): unknown {
  if (field.kind === "text") return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    mistakes.push({ place: name, message: `is not valid JSON${field.secret ? "" : `: ${(error as Error).message}`}` });
    return undefined;
  }
  return readTree(value, field.schema, { placeOf: () => name, folder: process.cwd(), mistakes });
}
