import { z } from "zod";
import type { SkillDefinition } from "../agent-definition.ts";
import { resolveBundlePath } from "../project/bundle-path.ts";
import type { LoadContext } from "../project/load-context.ts";
import { checkShape } from "../yaml/check-shape.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { YamlFile } from "../yaml/read-yaml-file.ts";

const SkillEntry = z.union(
  [
    z.string().transform((path) => ({ path })),
    z.object({ path: z.string(), name: z.string().nullish(), source_id: z.string().nullish() }),
  ],
  "must be the path of a folder, or {path}",
);
const FrontMatter = z.object({
  name: z.string("must be a text").min(1),
  description: z.string("must be a text").min(1),
});
const FENCE = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/;

/** The skills of an agent: folders with a SKILL.md, each named by its front matter. */
export async function loadSkills(
  context: LoadContext,
  yaml: YamlFile,
  folder: string,
  entries: unknown[],
): Promise<SkillDefinition[]> {
  const skills: SkillDefinition[] = [];
  for (const [index, value] of entries.entries()) {
    const lineOf = (path: readonly PropertyKey[]) => yaml.lineOf(["skills", index, ...path]);
    const field = { file: yaml.file, value, lineOf };
    const entry = checkShape(context, field, SkillEntry, "agent_yaml_invalid", `skills.${index}`);
    const skill = entry && (await loadSkill(context, field, folder, entry.path));
    if (!skill) continue;
    if (skills.some(({ name }) => name === skill.name)) {
      const message = `Two skills are named ${JSON.stringify(skill.name)}.`;
      context.log.issue("skill_name_duplicate", `${skill.folder}/SKILL.md`, message);
    } else {
      skills.push(skill);
    }
  }
  return skills;
}

async function loadSkill(
  context: LoadContext,
  field: YamlFile,
  base: string,
  reference: string,
): Promise<SkillDefinition | undefined> {
  const resolved = resolveBundlePath(base, reference);
  if ("problem" in resolved) {
    context.log.issue("path_outside_bundle", field.file, `The skill's path: ${resolved.problem}.`, field.lineOf([]));
    return undefined;
  }
  const folder = resolved.path;
  if ((await context.files.kind(folder)) !== "folder") {
    const message = `The skill folder ${folder || "."} is not in the bundle.`;
    context.log.issue("skill_missing", field.file, message, field.lineOf([]));
    return undefined;
  }
  const file = folder === "" ? "SKILL.md" : `${folder}/SKILL.md`;
  const read = await context.files.readText(file);
  if ("problem" in read) {
    context.log.issue("skill_missing", file, `The skill's SKILL.md is ${read.problem}.`);
    return undefined;
  }
  return parseSkill(context, file, folder, read.text);
}

function parseSkill(context: LoadContext, file: string, folder: string, text: string): SkillDefinition | undefined {
  const whole = text.replace(/^\ufeff/, "");
  const match = FENCE.exec(whole);
  if (!match) {
    const message = whole.startsWith("---")
      ? "The front matter is not closed by a line `---`."
      : "SKILL.md must start with front matter: a line `---`, `name` and `description`, and a line `---`.";
    context.log.issue("skill_invalid", file, message, 1);
    return undefined;
  }
  const { value, problems, lineOf } = parseYaml(match[1] ?? "");
  const fatal = problems.filter(({ code }) => code !== "yaml_key_duplicate");
  for (const { message, line } of fatal) {
    context.log.issue("skill_invalid", file, `The front matter cannot be read: ${message}.`, (line ?? 0) + 1);
  }
  if (fatal.length > 0) return undefined;
  const yaml = { file, value, lineOf: (path: readonly PropertyKey[]) => (lineOf(path) ?? 0) + 1 };
  const front = checkShape(context, yaml, FrontMatter, "skill_invalid");
  if (!front) return undefined;
  return { ...front, detail: whole.slice(match[0].length).trim(), folder };
}
