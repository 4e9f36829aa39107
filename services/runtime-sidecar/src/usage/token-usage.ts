/** Tokens of one model call. `input` includes those read from a cache, `output` those of reasoning. */
export interface TokenUsage {
  input: number;
  output: number;
  cached: number;
  reasoning: number;
}

export const TOKEN_KINDS = ["input", "output", "cached", "reasoning"] as const satisfies (keyof TokenUsage)[];

/** What one frame of a stream says; later frames complete and correct it. */
export type PartialUsage = { [Kind in keyof TokenUsage]?: number | undefined };
