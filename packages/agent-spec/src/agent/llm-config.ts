import { ApiType } from "@nexau-cloud/contracts";
import { z } from "zod";
import type { LlmDefinition } from "../agent-definition.ts";
import type { LoadContext } from "../project/load-context.ts";
import { flag, float, integer, names, text } from "../yaml/field-kinds.ts";
import { readFields } from "../yaml/read-fields.ts";
import { isMapping, type YamlFile } from "../yaml/read-yaml-file.ts";

const llmYaml = {
  model: text(),
  base_url: text(),
  api_key: text(),
  temperature: float(),
  max_tokens: float(),
  top_p: float(),
  frequency_penalty: float(),
  presence_penalty: float(),
  timeout: float(),
  max_retries: integer(0, 3),
  debug: flag(),
  stream: flag(),
  additional_drop_params: names(),
  api_type: z
    .enum(ApiType.options, `must be one of ${ApiType.options.map((name) => `\`${name}\``).join(", ")}`)
    .nullish()
    .transform((value) => value ?? "openai_chat_completion"),
  cache_control_ttl: text(),
  tokenizer_path: text(),
  stream_idle_timeout_ms: integer(1, 300_000),
  connect_timeout_ms: integer(1, 15_000),
  tool_streaming: flag(),
  allow_unsigned_thinking: flag(),
};

/** Understood for Anthropic's wire format and for training; nothing here acts on them yet. */
const WITHOUT_EFFECT = ["cache_control_ttl", "tokenizer_path", "allow_unsigned_thinking", "debug"] as const;
const MODEL_VARIABLES = ["MODEL", "OPENAI_MODEL", "LLM_MODEL"];

/** `llm_config`, with what it leaves out taken from the environment. */
export function readLlmConfig(context: LoadContext, yaml: YamlFile, value: unknown): LlmDefinition {
  const { log } = context;
  const section = isMapping(value) ? value : {};
  if (!isMapping(value)) {
    log.issue("llm_config_invalid", yaml.file, "`llm_config` is required; it may be as short as `{}`.", 1);
  }
  const known = Object.fromEntries(Object.entries(section).filter(([key]) => Object.hasOwn(llmYaml, key)));
  const extra = Object.fromEntries(Object.entries(section).filter(([key]) => !Object.hasOwn(llmYaml, key)));
  const lineOf = (path: readonly PropertyKey[]) => yaml.lineOf(["llm_config", ...path]);
  const fields = readFields(context, { file: yaml.file, value: known, lineOf }, llmYaml, "llm_config_invalid");
  const model = fields.model || firstSet(context.env, MODEL_VARIABLES);
  if (!model) {
    log.issue(
      "llm_config_invalid",
      yaml.file,
      `\`llm_config.model\` is missing, and none of ${MODEL_VARIABLES.join(", ")} is set.`,
      lineOf([]),
    );
  }
  if (fields.tool_streaming === false && fields.api_type !== "anthropic_chat_completion") {
    log.issue(
      "llm_config_invalid",
      yaml.file,
      "`llm_config.tool_streaming` can be turned off for `anthropic_chat_completion` only.",
      lineOf(["tool_streaming"]),
    );
  }
  for (const key of WITHOUT_EFFECT) {
    if (fields[key]) {
      log.warning("field_without_effect", yaml.file, `\`llm_config.${key}\` has no effect here.`, lineOf([key]));
    }
  }
  warnOfOwnEndpoint(context, yaml.file, fields.base_url, lineOf(["base_url"]));
  return {
    model: model ?? "",
    apiType: fields.api_type,
    temperature: fields.temperature ?? null,
    maxTokens: fields.max_tokens ?? null,
    topP: fields.top_p ?? null,
    frequencyPenalty: fields.frequency_penalty ?? null,
    presencePenalty: fields.presence_penalty ?? null,
    timeoutSeconds: fields.timeout ?? null,
    maxRetries: fields.max_retries,
    streamIdleTimeoutMs: fields.stream_idle_timeout_ms,
    connectTimeoutMs: fields.connect_timeout_ms,
    additionalDropParams: fields.additional_drop_params ?? [],
    // Only values that are not null are sent.
    extraParams: Object.fromEntries(Object.entries(extra).filter(([, item]) => item !== null)),
  };
}

/** Model calls go to the project's provider through the cloud, which alone has the key. */
function warnOfOwnEndpoint(
  context: LoadContext,
  file: string,
  baseUrl: string | null | undefined,
  line?: number,
): void {
  if (!baseUrl || Object.values(context.env).includes(baseUrl)) return;
  context.log.warning(
    "llm_endpoint_ignored",
    file,
    "`llm_config.base_url` and `api_key` are not used here: set the provider in the project's LLM configuration.",
    line,
  );
}

function firstSet(env: Record<string, string>, names: string[]): string | undefined {
  const name = names.find((candidate) => Object.hasOwn(env, candidate) && env[candidate] !== "");
  return name === undefined ? undefined : env[name];
}
