import { folderOf, sandboxPath } from "../project/bundle-path.ts";
import type { LoadContext } from "../project/load-context.ts";
import { type ParsedYaml, parseYaml } from "./parse-yaml.ts";
import { substituteEnvironment, substituteVariables } from "./substitute.ts";

export interface YamlFile {
  file: string;
  value: unknown;
  lineOf: ParsedYaml["lineOf"];
}

/** A tool's YAML: no substitution at all. Undefined when its issues are told already. */
export async function readPlainYaml(
  context: LoadContext,
  file: string,
  missingCode: string,
): Promise<YamlFile | undefined> {
  const text = await readText(context, file, missingCode);
  return text === undefined ? undefined : parse(context, file, text);
}

/** An agent's YAML, through the whole pipeline of substitutions, in its order. */
export async function readAgentYaml(context: LoadContext, file: string): Promise<YamlFile | undefined> {
  const raw = await readText(context, file, "agent_yaml_missing");
  if (raw === undefined) return undefined;
  const { text, missing } = substituteEnvironment(raw, sandboxPath(folderOf(file)), context.env);
  for (const { name, line } of missing) {
    context.log.issue(
      "env_unset",
      file,
      `\${env.${name}} is used but the environment variable ${name} is not set. It counts in comments, too.`,
      line,
    );
  }
  const parsed = parse(context, file, text);
  if (!parsed || !isMapping(parsed.value) || !Object.hasOwn(parsed.value, "variables")) return parsed;
  return applyVariables(context, parsed, text, parsed.value.variables);
}

function applyVariables(
  context: LoadContext,
  parsed: YamlFile,
  text: string,
  variables: unknown,
): YamlFile | undefined {
  const { file } = parsed;
  if (!isMapping(variables)) {
    context.log.issue("variables_invalid", file, "`variables` must be a mapping.", parsed.lineOf(["variables"]));
    return parsed;
  }
  const replaced = substituteVariables(text, variables);
  for (const { name, line } of replaced.missing) {
    context.log.issue(
      "variable_unknown",
      file,
      `\${variables.${name}} is not in \`variables\`, or is not a single value.`,
      line,
    );
  }
  const again = parse(context, file, replaced.text);
  if (again && isMapping(again.value)) {
    const { variables: _consumed, ...rest } = again.value;
    return { ...again, value: rest };
  }
  return again;
}

async function readText(context: LoadContext, file: string, missingCode: string): Promise<string | undefined> {
  const read = await context.files.readText(file);
  if ("text" in read) return read.text;
  if (read.problem === "missing") context.log.issue(missingCode, file, "The file is not in the bundle.");
  else context.log.issue("file_unreadable", file, `The file is ${read.problem}.`);
  return undefined;
}

function parse(context: LoadContext, file: string, text: string): YamlFile | undefined {
  const { value, lineOf, problems } = parseYaml(text);
  let fatal = false;
  for (const { code, message, line } of problems) {
    if (code === "yaml_key_duplicate") context.log.warning(code, file, `${message}.`, line);
    else {
      fatal = true;
      context.log.issue(code, file, `The YAML cannot be read: ${message}.`, line);
    }
  }
  return fatal ? undefined : { file, value, lineOf };
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
