import { z } from "zod";
import type { AgentDefinition } from "../agent-definition.ts";
import type { LoadContext } from "../project/load-context.ts";
import { integer, text } from "../yaml/field-kinds.ts";
import { readFields } from "../yaml/read-fields.ts";
import { isMapping, type YamlFile } from "../yaml/read-yaml-file.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()], "must be a single value").transform(String);
const sandboxYaml = {
  work_dir: text(),
  envs: z.record(z.string(), scalar, "must be a mapping of names to values").nullish(),
  output_char_threshold: integer(0, 10_000),
  truncate_head_chars: integer(0, 5_000),
  truncate_tail_chars: integer(0, 5_000),
};

/** `sandbox_config`: which sandbox there is, is the cloud's business, so only what concerns the tools is taken. */
export function readSandboxConfig(context: LoadContext, yaml: YamlFile, value: unknown): AgentDefinition["sandbox"] {
  const section = isMapping(value) ? value : {};
  const known = Object.fromEntries(Object.entries(section).filter(([key]) => Object.hasOwn(sandboxYaml, key)));
  const ignored = Object.keys(section).filter((key) => !Object.hasOwn(sandboxYaml, key));
  const lineOf = (path: readonly PropertyKey[]) => yaml.lineOf(["sandbox_config", ...path]);
  if (ignored.length > 0) {
    context.log.warning(
      "sandbox_config_ignored",
      yaml.file,
      `\`sandbox_config\`: ${ignored.join(", ")} are decided by the cloud.`,
      lineOf([]),
    );
  }
  const fields = readFields(context, { file: yaml.file, value: known, lineOf }, sandboxYaml, "agent_yaml_invalid");
  return {
    workDir: fields.work_dir ?? null,
    envs: fields.envs ?? {},
    outputCharThreshold: fields.output_char_threshold,
    truncateHeadChars: fields.truncate_head_chars,
    truncateTailChars: fields.truncate_tail_chars,
  };
}
