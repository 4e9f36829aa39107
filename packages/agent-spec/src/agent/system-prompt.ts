import type { PromptBlock } from "../agent-definition.ts";
import { resolveBundlePath } from "../project/bundle-path.ts";
import type { LoadContext } from "../project/load-context.ts";
import { templateProblem } from "../prompt/template-problem.ts";
import type { YamlFile } from "../yaml/read-yaml-file.ts";

type Written = string | (string | { content: string; cache: boolean })[] | null | undefined;

/** The blocks of `system_prompt`; with `file` and `jinja` each names a file of the bundle. */
export async function readSystemPrompt(
  context: LoadContext,
  yaml: YamlFile,
  folder: string,
  written: Written,
  type: "string" | "file" | "jinja",
): Promise<PromptBlock[]> {
  const items = Array.isArray(written) ? written : written ? [written] : [];
  const blocks: PromptBlock[] = [];
  for (const [index, item] of items.entries()) {
    const line = yaml.lineOf(Array.isArray(written) ? ["system_prompt", index] : ["system_prompt"]);
    const { content, cache } = typeof item === "string" ? { content: item, cache: true } : item;
    const block =
      type === "string"
        ? { template: content, strip: false, cache, file: null }
        : await readPromptFile(context, yaml.file, folder, content, cache, line);
    if (!block) continue;
    blocks.push(block);
    const problem = templateProblem(block.template);
    if (problem) {
      const message = `The prompt is not a valid Jinja template: ${problem}`;
      context.log.issue("prompt_template_invalid", block.file ?? yaml.file, message, block.file ? undefined : line);
    }
  }
  return blocks;
}

async function readPromptFile(
  context: LoadContext,
  file: string,
  folder: string,
  reference: string,
  cache: boolean,
  line: number | undefined,
): Promise<PromptBlock | undefined> {
  const resolved = resolveBundlePath(folder, reference);
  if ("problem" in resolved) {
    context.log.issue("path_outside_bundle", file, `\`system_prompt\`: ${resolved.problem}.`, line);
    return undefined;
  }
  const read = await context.files.readText(resolved.path);
  if ("problem" in read) {
    context.log.issue("prompt_file_missing", file, `\`system_prompt\`: ${resolved.path} is ${read.problem}.`, line);
    return undefined;
  }
  return { template: read.text, strip: true, cache, file: resolved.path };
}
