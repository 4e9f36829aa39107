import { z } from "zod";

export const ApiType = z.enum([
  "openai_chat_completion",
  "openai_responses",
  "anthropic_chat_completion",
  "gemini_rest",
]);
export type ApiType = z.infer<typeof ApiType>;
