import type { LoadContext } from "../project/load-context.ts";
import { isMapping, type YamlFile } from "../yaml/read-yaml-file.ts";

/** Parts of an agent's YAML that are understood but not run here yet. */
const NOT_RUN: Record<string, string> = {
  middlewares: "Middlewares are not run here yet",
  before_model_hooks: "Hooks are not run here yet",
  after_model_hooks: "Hooks are not run here yet",
  before_tool_hooks: "Hooks are not run here yet",
  after_tool_hooks: "Hooks are not run here yet",
  mcp_servers: "MCP servers are not connected here yet: their tools are missing",
  plugins: "Plugins are not loaded here yet: what they contribute is missing",
  tracers: "Tracers of the project are not run: the cloud records traces itself",
  token_counter: "The project's own token counter is not used here yet",
  error_handler: "An error handler cannot come from YAML",
};

/** Accepted by NexAU itself without any effect, so an author may wait for one in vain. */
const WITHOUT_EFFECT = ["initial_state", "initial_config", "global_storage", "timeout", "max_running_subagents"];

/** Never silence: whatever an author wrote that will not happen is named. */
export function warnOfIgnoredFeatures(context: LoadContext, yaml: YamlFile): void {
  if (!isMapping(yaml.value)) return;
  for (const [key, sentence] of Object.entries(NOT_RUN)) {
    const value = yaml.value[key];
    if (isNothing(value)) continue;
    const names = Array.isArray(value) ? value.map(nameOf).filter((name) => name !== undefined) : [];
    const listed = names.length > 0 ? ` (${names.join(", ")})` : "";
    context.log.warning("feature_not_run", yaml.file, `\`${key}\`: ${sentence}${listed}.`, yaml.lineOf([key]));
  }
  for (const key of WITHOUT_EFFECT) {
    if (isNothing(yaml.value[key])) continue;
    const message = `\`${key}\` is accepted by NexAU but has no effect from YAML.`;
    context.log.warning("field_without_effect", yaml.file, message, yaml.lineOf([key]));
  }
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === "string") return entry;
  if (!isMapping(entry)) return undefined;
  const name = entry.import ?? entry.name ?? entry.use;
  return typeof name === "string" ? name : undefined;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
