/** What senders call the three counts that everybody has, each beginning with our own name for it. */
const NAMES: Record<string, string[]> = {
  input_tokens: ["input_tokens", "input", "prompt_tokens", "promptTokens", "inputTokens", "prompt"],
  completion_tokens: ["completion_tokens", "output_tokens", "output", "completionTokens", "outputTokens", "completion"],
  total_tokens: ["total_tokens", "total", "totalTokens"],
};
const OURS = new Map(Object.entries(NAMES).flatMap(([ours, theirs]) => theirs.map((name) => [name, ours])));

/** The counts in a usage object under our own names, with their total; null when there are none. */
export function toUsage(value: unknown): Record<string, number> | null {
  if (typeof value !== "object" || value === null) return null;
  const counts: Record<string, number> = {};
  for (const [name, count] of Object.entries(value)) {
    if (typeof count === "number" && Number.isFinite(count)) counts[OURS.get(name) ?? name] = count;
  }
  if (Object.keys(counts).length === 0) return null;
  counts.total_tokens ??= (counts.input_tokens ?? 0) + (counts.completion_tokens ?? 0);
  return counts;
}
