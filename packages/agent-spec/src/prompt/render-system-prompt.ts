import type { AgentDefinition } from "../agent-definition.ts";
import { renderTemplate } from "./render-template.ts";

/** One system message. */
export interface RenderedBlock {
  text: string;
  cache: boolean;
}

export interface PromptInput {
  agent: AgentDefinition;
  now: Date;
  /** Home folder of the session's sandbox, unless the agent names another. */
  workDir: string;
  /** The session's own context. */
  context: Record<string, unknown>;
  /** `variables.template` of the request. */
  variables: Record<string, string>;
}

/**
 * NexAU's own default says that there are no tools and no sub-agents, whatever the agent has. Ours leaves that out, so that
 * a model is not told a lie.
 */
const DEFAULT_PROMPT =
  "You are {{ agent_name }}, an AI agent built with the NexAU framework. " +
  "Help the user with what they ask for, using the tools that you are offered.";

/** The agent's system messages. Throws `Error` with the reason when a template cannot be rendered. */
export function renderSystemPrompt(input: PromptInput): RenderedBlock[] {
  const { agent } = input;
  const context = promptContext(input);
  const written = agent.systemPrompt.filter(({ template }) => template !== "");
  const blocks = written.length > 0 ? written : [{ template: DEFAULT_PROMPT, strip: false, cache: true, file: null }];
  const rendered = blocks.map((block) => {
    const text = render(block.template, context, block.file ?? agent.file);
    return { text: block.strip ? text.trim() : text, cache: block.cache };
  });
  const last = rendered.at(-1);
  if (last && agent.systemPromptSuffix) last.text += agent.systemPromptSuffix;
  return rendered;
}

function render(template: string, context: Record<string, unknown>, file: string): string {
  try {
    return renderTemplate(template, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`The system prompt in ${file} cannot be rendered: ${message}`, { cause: error });
  }
}

/** Later ones win: what the framework knows, the agent's own context, the session's, the request's variables. */
function promptContext({ agent, now, workDir, context, variables }: PromptInput): Record<string, unknown> {
  const environment = {
    date: now.toISOString().slice(0, 19).replace("T", " "),
    username: "user",
    working_directory: agent.sandbox.workDir ?? workDir,
    operating_system: "Linux",
    platform: "Linux",
    shell_tool_backend: "bash",
    shell_tool_guidance: "Shell commands run with bash.",
  };
  return {
    agent_name: agent.configuredName,
    timestamp: now.toISOString(),
    agent_id: null,
    system_prompt_type: agent.systemPrompt.some(({ file }) => file !== null) ? "file" : "string",
    ...environment,
    env_content: environment,
    ...agent.context,
    ...context,
    ...variables,
  };
}
