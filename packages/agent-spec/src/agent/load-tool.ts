import type { ToolDefinition } from "../agent-definition.ts";
import { resolveBundlePath } from "../project/bundle-path.ts";
import type { LoadContext } from "../project/load-context.ts";
import { checkShape } from "../yaml/check-shape.ts";
import { readFields } from "../yaml/read-fields.ts";
import { isMapping, readPlainYaml, type YamlFile } from "../yaml/read-yaml-file.ts";
import { inputSchemaProblems, normaliseInputSchema, RESERVED_PARAMETERS } from "./input-schema.ts";
import { ToolEntry, toolYaml } from "./tool-yaml.ts";

/** What every provider takes as a function's name. */
const USUAL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

export async function loadTools(
  context: LoadContext,
  yaml: YamlFile,
  folder: string,
  entries: unknown[],
): Promise<ToolDefinition[]> {
  const tools: ToolDefinition[] = [];
  for (const [index, value] of entries.entries()) {
    const lineOf = (path: readonly PropertyKey[]) => yaml.lineOf(["tools", index, ...path]);
    const field = { file: yaml.file, value, lineOf };
    const entry = checkShape(context, field, ToolEntry, "tool_entry_invalid", `tools.${index}`);
    const tool = entry && (await loadTool(context, field, folder, entry));
    if (!tool) continue;
    if (tools.some(({ name }) => name === tool.name)) {
      const message = `Two tools are named ${JSON.stringify(tool.name)}.`;
      context.log.issue("tool_name_duplicate", yaml.file, message, lineOf(["name"]));
    } else {
      tools.push(tool);
    }
  }
  return tools;
}

async function loadTool(
  context: LoadContext,
  field: YamlFile,
  base: string,
  entry: ToolEntry,
): Promise<ToolDefinition | undefined> {
  checkEntry(context, field, entry);
  const resolved = resolveBundlePath(base, entry.yaml_path);
  if ("problem" in resolved) {
    const message = `The tool ${JSON.stringify(entry.name)}: ${resolved.problem}.`;
    context.log.issue("path_outside_bundle", field.file, message, field.lineOf(["yaml_path"]));
    return undefined;
  }
  if ((await context.files.kind(resolved.path)) !== "file") {
    const message = `The tool ${JSON.stringify(entry.name)}: ${resolved.path} is not in the bundle.`;
    context.log.issue("tool_yaml_missing", field.file, message, field.lineOf(["yaml_path"]));
    return undefined;
  }
  const yaml = await readPlainYaml(context, resolved.path, "tool_yaml_missing");
  return yaml && readTool(context, yaml, entry);
}

function readTool(context: LoadContext, yaml: YamlFile, entry: ToolEntry): ToolDefinition {
  const { log } = context;
  const fields = readFields(context, yaml, toolYaml, "tool_yaml_invalid");
  for (const key of ["name", "description"] as const) {
    if (!fields[key]) log.issue("tool_yaml_invalid", yaml.file, `\`${key}\` is required.`);
  }
  const inputSchema = normaliseInputSchema(fields.input_schema ?? {});
  for (const problem of inputSchemaProblems(inputSchema)) {
    const message = `\`input_schema\` is not valid JSON Schema: ${problem}.`;
    log.issue("input_schema_invalid", yaml.file, message, yaml.lineOf(["input_schema"]));
  }
  for (const name of reservedNames(inputSchema.properties)) {
    const line = yaml.lineOf(["input_schema", "properties", name]);
    log.issue(
      "parameter_name_reserved",
      yaml.file,
      `\`${name}\` is filled in by the framework; name it otherwise.`,
      line,
    );
  }
  const binding = entry.binding ?? fields.binding ?? null;
  checkBinding(context, yaml, entry, binding);
  if (entry.as_skill && !fields.skill_description) {
    const message = `\`skill_description\` is required, as ${JSON.stringify(entry.name)} is offered \`as_skill\`.`;
    log.issue("skill_description_missing", yaml.file, message);
  }
  return {
    name: entry.name,
    description: fields.description ?? "",
    inputSchema,
    binding,
    // The entry's default overrides what the tool's own YAML says; so it is in NexAU.
    lazy: entry.lazy ?? false,
    asSkill: entry.as_skill ?? false,
    skillDescription: fields.skill_description ?? null,
    deferLoading: entry.defer_loading ?? fields.defer_loading ?? false,
    searchHint: fields.search_hint ?? null,
    disableParallel: fields.disable_parallel ?? false,
    extraKwargs: entry.extra_kwargs ?? {},
    formatter: fields.formatter ?? "markdown",
    file: yaml.file,
  };
}

function checkEntry(context: LoadContext, field: YamlFile, entry: ToolEntry): void {
  const { log } = context;
  for (const name of reservedNames(entry.extra_kwargs)) {
    const message = `\`extra_kwargs.${name}\` is filled in by the framework and cannot be set.`;
    log.issue("parameter_name_reserved", field.file, message, field.lineOf(["extra_kwargs", name]));
  }
  if ((entry.permissions?.allow?.length ?? 0) + (entry.permissions?.deny?.length ?? 0) > 0) {
    const message = `\`permissions\` of ${JSON.stringify(entry.name)} are not enforced here yet.`;
    log.warning("feature_not_run", field.file, message, field.lineOf(["permissions"]));
  }
  if (!USUAL_NAME.test(entry.name)) {
    const message = `Many providers refuse the tool name ${JSON.stringify(entry.name)}; use letters, digits, "_" and "-".`;
    log.warning("tool_name_unusual", field.file, message, field.lineOf(["name"]));
  }
}

function checkBinding(context: LoadContext, yaml: YamlFile, entry: ToolEntry, binding: string | null): void {
  if (!binding) {
    const message = `The tool ${JSON.stringify(entry.name)} has no \`binding\`: calling it gives an error.`;
    context.log.warning("tool_without_binding", yaml.file, message);
  } else if (!/^.+:[A-Za-z_][\w.]*$/.test(binding)) {
    const message = `The binding ${JSON.stringify(binding)} must read \`module:function\`.`;
    context.log.issue("binding_malformed", yaml.file, message, yaml.lineOf(["binding"]));
  }
}

function reservedNames(value: unknown): string[] {
  return isMapping(value) ? RESERVED_PARAMETERS.filter((name) => Object.hasOwn(value, name)) : [];
}
