import type { ImageBlock, TextBlock } from "@nexau-cloud/contracts";

/** What a formatter is told; the names in Python are these in snake_case. */
export interface FormatContext {
  toolName: string;
  toolInput: Record<string, unknown>;
  toolOutput: Record<string, unknown>;
  toolCallId: string;
  isError: boolean;
}

/** What the model reads. */
export type ModelContent = string | (TextBlock | ImageBlock)[];

export type Formatter = (context: FormatContext) => ModelContent | Promise<ModelContent>;
