import { z } from "zod";
import { integer, mapping, names, text } from "../yaml/field-kinds.ts";

const MAX_CONTEXT_TOKENS = 128_000;
const list = () => z.array(z.unknown(), "must be a list").nullish();

/** Every key that may stand in an agent's YAML, with its default; nexau.md 1.2. */
export const agentYaml = {
  type: z.literal("agent", "must be `agent` or left out").nullish(),
  name: text(),
  description: text(),
  source_id: text(),
  system_prompt: z
    .union(
      [
        z.string(),
        z.array(z.union([z.string(), z.strictObject({ content: z.string(), cache: z.boolean().default(true) })])),
      ],
      "must be a text, or a list of texts or of {content, cache}",
    )
    .nullish(),
  system_prompt_type: z
    .enum(["string", "file", "jinja"], "must be one of `string`, `file`, `jinja`")
    .nullish()
    .transform((value) => value ?? "string"),
  system_prompt_suffix: text(),
  tools: list(),
  sub_agents: list(),
  skills: list(),
  llm_config: mapping(),
  stop_tools: names(),
  initial_state: mapping(),
  initial_config: mapping(),
  context: mapping(),
  initial_context: mapping(),
  global_storage: mapping(),
  mcp_servers: list(),
  middlewares: list(),
  before_model_hooks: list(),
  after_model_hooks: list(),
  before_tool_hooks: list(),
  after_tool_hooks: list(),
  tracers: list(),
  token_counter: z.unknown(),
  error_handler: z.unknown(),
  max_context_tokens: integer(1, MAX_CONTEXT_TOKENS),
  max_iterations: integer(1, 100),
  max_running_subagents: integer(0, 5),
  tool_call_mode: z
    .string("must be a text")
    .transform((value) => value.toLowerCase())
    .pipe(z.enum(["structured", "xml", "openai", "anthropic"], "must be `structured` or `xml`"))
    .nullish()
    .transform((value) => value ?? "structured"),
  retry_attempts: integer(0, 5),
  retry_backoff_max_seconds: integer(1, 30),
  timeout: integer(1, 300),
  sandbox_config: mapping(),
  plugins: list(),
  skipped_components: list(),
};
