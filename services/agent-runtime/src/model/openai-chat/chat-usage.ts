import type { Usage } from "@nexau-cloud/contracts";

/**
 * Counts of the chat API in our form. The provider counts cached tokens as part of the prompt; we count them apart.
 * Reasoning stays part of the completion, as the provider has it.
 */
export function toUsage(raw: unknown): Usage {
  const usage = recordOf(raw);
  const prompt = recordOf(usage.prompt_tokens_details);
  const cacheRead = count(prompt.cached_tokens);
  const cacheCreation = count(prompt.cache_write_tokens ?? prompt.cache_creation_tokens);
  const input = Math.max(count(usage.prompt_tokens) - cacheRead - cacheCreation, 0);
  const completion = count(usage.completion_tokens);
  return {
    input_tokens: input,
    completion_tokens: completion,
    reasoning_tokens: count(recordOf(usage.completion_tokens_details).reasoning_tokens),
    total_tokens: count(usage.total_tokens) || input + cacheRead + cacheCreation + completion,
    cache_creation_tokens: cacheCreation,
    cache_read_tokens: cacheRead,
    input_tokens_uncached: input,
  };
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.trunc(value) : 0;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
