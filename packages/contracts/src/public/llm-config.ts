import { z } from "zod";
import { ApiType } from "../llm.ts";

const Model = z.string().trim().min(1).max(256);

/** Which model a project's agents get as LLM_MODEL. The key of a custom provider is never read back. */
export const LlmConfig = z
  .discriminatedUnion("mode", [
    z.object({ mode: z.literal("platform"), provider: z.string(), model: z.string() }),
    z.object({
      mode: z.literal("custom"),
      api_type: ApiType,
      base_url: z.string(),
      model: z.string(),
      has_api_key: z.boolean(),
    }),
  ])
  .meta({ id: "LlmConfig" });
export type LlmConfig = z.infer<typeof LlmConfig>;

export const SetLlmConfig = z
  .discriminatedUnion("mode", [
    z.object({ mode: z.literal("platform"), provider: z.string().min(1).max(128), model: Model }),
    z.object({
      mode: z.literal("custom"),
      api_type: ApiType.default("openai_chat_completion"),
      base_url: z.string().trim().min(1).max(2048),
      /** Left out: the stored key stays, as long as `base_url` does. */
      api_key: z.string().max(4096).nullish(),
      model: Model,
    }),
  ])
  .meta({ id: "SetLlmConfig" });
export type SetLlmConfig = z.infer<typeof SetLlmConfig>;
