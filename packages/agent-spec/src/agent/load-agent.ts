import { z } from "zod";
import type { AgentDefinition } from "../agent-definition.ts";
import { folderOf, resolveBundlePath } from "../project/bundle-path.ts";
import type { LoadContext } from "../project/load-context.ts";
import { checkShape } from "../yaml/check-shape.ts";
import { readFields } from "../yaml/read-fields.ts";
import { readAgentYaml, type YamlFile } from "../yaml/read-yaml-file.ts";
import { agentYaml } from "./agent-yaml.ts";
import { warnOfIgnoredFeatures } from "./ignored-features.ts";
import { readLlmConfig } from "./llm-config.ts";
import { loadSkills } from "./load-skill.ts";
import { loadTools } from "./load-tool.ts";
import { readSandboxConfig } from "./sandbox-config.ts";
import { readSystemPrompt } from "./system-prompt.ts";

/** Agents of one project, sub-agents counted every time they are named: a safe amount, reached by no honest project. */
const MAX_AGENTS = 200;
const SubAgentEntry = z.strictObject({
  name: z.string("must be a text").min(1, "must not be empty"),
  config_path: z.string("must be a text"),
  source_id: z.string("must be a text").nullish(),
});

export interface AgentPlace {
  name: string;
  file: string;
  /** Files of the agents above this one: none of them may be below it again. */
  above: string[];
  budget: { agents: number };
}

/** Loads an agent's YAML and everything it names. What is wrong with it is in the log; undefined when nothing is left. */
export async function loadAgent(context: LoadContext, place: AgentPlace): Promise<AgentDefinition | undefined> {
  const { name, file } = place;
  place.budget.agents++;
  const yaml = await readAgentYaml(context, file);
  if (!yaml) return undefined;
  const root = folderOf(file);
  const fields = readFields(context, yaml, agentYaml, "agent_yaml_invalid");
  warnOfIgnoredFeatures(context, yaml);
  const tools = await loadTools(context, yaml, root, fields.tools ?? []);
  const agent: AgentDefinition = {
    name,
    configuredName: place.above.length > 0 ? name : (fields.name ?? "configured_agent"),
    description: fields.description ?? null,
    file,
    root,
    systemPrompt: await readSystemPrompt(context, yaml, root, fields.system_prompt, fields.system_prompt_type),
    systemPromptSuffix: fields.system_prompt_suffix ?? null,
    tools,
    skills: await loadSkills(context, yaml, root, fields.skills ?? []),
    subAgents: await loadSubAgents(context, yaml, place, fields.sub_agents ?? []),
    stopTools: fields.stop_tools ?? [],
    llm: readLlmConfig(context, yaml, fields.llm_config),
    toolCallMode: fields.tool_call_mode === "xml" ? "xml" : "structured",
    maxIterations: fields.max_iterations,
    retryAttempts: fields.retry_attempts,
    retryBackoffMaxSeconds: fields.retry_backoff_max_seconds,
    context: fields.context ?? fields.initial_context ?? {},
    sandbox: readSandboxConfig(context, yaml, fields.sandbox_config),
  };
  warnOfDetails(context, yaml, agent, fields.tool_call_mode);
  return agent;
}

async function loadSubAgents(
  context: LoadContext,
  yaml: YamlFile,
  place: AgentPlace,
  entries: unknown[],
): Promise<AgentDefinition[]> {
  const agents: AgentDefinition[] = [];
  for (const [index, value] of entries.entries()) {
    const lineOf = (path: readonly PropertyKey[]) => yaml.lineOf(["sub_agents", index, ...path]);
    const field = { file: yaml.file, value, lineOf };
    const entry = checkShape(context, field, SubAgentEntry, "agent_yaml_invalid", `sub_agents.${index}`);
    if (!entry) continue;
    if (agents.some(({ name }) => name === entry.name)) {
      const message = `Two sub-agents are named ${JSON.stringify(entry.name)}.`;
      context.log.issue("sub_agent_name_duplicate", yaml.file, message, lineOf([]));
      continue;
    }
    const agent = await loadSubAgent(context, field, place, entry);
    if (agent) agents.push(agent);
  }
  return agents;
}

async function loadSubAgent(
  context: LoadContext,
  field: YamlFile,
  { file, above, budget }: AgentPlace,
  entry: { name: string; config_path: string },
): Promise<AgentDefinition | undefined> {
  const resolved = resolveBundlePath(folderOf(file), entry.config_path);
  const line = field.lineOf(["config_path"]);
  if ("problem" in resolved) {
    context.log.issue("path_outside_bundle", file, `The sub-agent ${entry.name}: ${resolved.problem}.`, line);
    return undefined;
  }
  const chain = [...above, file];
  if (chain.includes(resolved.path)) {
    const circle = [...chain.slice(chain.indexOf(resolved.path)), resolved.path].join(" -> ");
    context.log.issue("sub_agent_cycle", file, `The sub-agents form a circle: ${circle}.`, line);
    return undefined;
  }
  if (budget.agents >= MAX_AGENTS) {
    context.log.issue("too_many_agents", file, `The project names more than ${MAX_AGENTS} agents.`, line);
    return undefined;
  }
  return loadAgent(context, { name: entry.name, file: resolved.path, above: chain, budget });
}

function warnOfDetails(context: LoadContext, yaml: YamlFile, agent: AgentDefinition, mode: string): void {
  const { log } = context;
  const modeLine = yaml.lineOf(["tool_call_mode"]);
  if (mode === "openai" || mode === "anthropic") {
    log.warning("tool_call_mode_legacy", yaml.file, `\`tool_call_mode: ${mode}\` means \`structured\`.`, modeLine);
  }
  if (mode === "xml") {
    const message = "`tool_call_mode: xml` is not run here yet: tools are offered in the provider's own way.";
    log.warning("feature_not_run", yaml.file, message, modeLine);
  }
  const injected = ["Agent", "LoadSkill", "ToolSearch"];
  for (const name of agent.stopTools) {
    if (agent.tools.some((tool) => tool.name === name) || injected.includes(name)) continue;
    const message = `\`stop_tools\` names ${JSON.stringify(name)}, which is not a tool of this agent.`;
    log.warning("stop_tool_unknown", yaml.file, message, yaml.lineOf(["stop_tools"]));
  }
}
