import type { ApiType } from "@nexau-cloud/contracts";

/**
 * An agent as its YAML describes it, checked and with every path resolved inside the bundle. Plain data: it holds nothing
 * that runs, so a runtime may cache it by bundle digest and environment.
 */
export interface AgentDefinition {
  /** Name in nexau.json, or of the sub-agent entry. */
  name: string;
  /** The YAML's own `name`, which prompts and traces show; a sub-agent's is the entry's. */
  configuredName: string;
  description: string | null;
  /** Path of the YAML in the bundle, `/`-separated. */
  file: string;
  /** Folder of the YAML in the bundle: the root of Python's path; empty for the bundle's own root. */
  root: string;
  systemPrompt: PromptBlock[];
  systemPromptSuffix: string | null;
  tools: ToolDefinition[];
  skills: SkillDefinition[];
  subAgents: AgentDefinition[];
  stopTools: string[];
  llm: LlmDefinition;
  toolCallMode: "structured" | "xml";
  maxIterations: number;
  retryAttempts: number;
  retryBackoffMaxSeconds: number;
  /** Defaults of the template context. */
  context: Record<string, unknown>;
  sandbox: {
    workDir: string | null;
    envs: Record<string, string>;
    outputCharThreshold: number;
    truncateHeadChars: number;
    truncateTailChars: number;
  };
}

/** One system message; the text is a Jinja template whatever `system_prompt_type` says. */
export interface PromptBlock {
  template: string;
  /** Results of `file` and `jinja` prompts are stripped, those of `string` are not. */
  strip: boolean;
  cache: boolean;
  /** File it came from, null when it stands in the YAML itself. */
  file: string | null;
}

export interface ToolDefinition {
  /** The agent entry's name: what the model sees, stop_tools name and events carry. */
  name: string;
  description: string;
  /** Valid JSON Schema of an object. */
  inputSchema: Record<string, unknown>;
  /** `module.path:function`; null for a tool that loads but cannot be called. */
  binding: string | null;
  lazy: boolean;
  asSkill: boolean;
  skillDescription: string | null;
  deferLoading: boolean;
  searchHint: string | null;
  disableParallel: boolean;
  extraKwargs: Record<string, unknown>;
  /** `markdown`, `xml` or an import path. */
  formatter: string;
  /** The tool's YAML in the bundle. */
  file: string;
}

export interface SkillDefinition {
  /** From the front matter, not the folder. */
  name: string;
  description: string;
  /** Body of SKILL.md, stripped. */
  detail: string;
  /** Folder in the bundle. */
  folder: string;
}

export interface LlmDefinition {
  model: string;
  apiType: ApiType;
  temperature: number | null;
  maxTokens: number | null;
  topP: number | null;
  frequencyPenalty: number | null;
  presencePenalty: number | null;
  timeoutSeconds: number | null;
  maxRetries: number;
  streamIdleTimeoutMs: number;
  connectTimeoutMs: number;
  additionalDropParams: string[];
  /** Unknown keys of llm_config, forwarded as they are. */
  extraParams: Record<string, unknown>;
}
