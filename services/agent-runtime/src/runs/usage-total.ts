import type { Usage } from "@nexau-cloud/contracts";

export interface UsageTotal {
  add(usage: Usage): void;
  total(): Usage;
}

/** Tokens of a run with all its model calls, those of its sub-agents and of earlier attempts included. */
export function createUsageTotal(initial: Usage): UsageTotal {
  let total = initial;
  return {
    add: (usage) => {
      total = {
        input_tokens: total.input_tokens + usage.input_tokens,
        completion_tokens: total.completion_tokens + usage.completion_tokens,
        reasoning_tokens: total.reasoning_tokens + usage.reasoning_tokens,
        total_tokens: total.total_tokens + usage.total_tokens,
        cache_creation_tokens: total.cache_creation_tokens + usage.cache_creation_tokens,
        cache_read_tokens: total.cache_read_tokens + usage.cache_read_tokens,
        input_tokens_uncached: total.input_tokens_uncached + usage.input_tokens_uncached,
      };
    },
    total: () => total,
  };
}
