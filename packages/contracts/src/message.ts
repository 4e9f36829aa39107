import { z } from "zod";

/**
 * A message of a session's history, in NexAU's own format: a role and a list of blocks. Field names are those of
 * the NexAU framework, so that histories can be moved between it and us.
 */
export const TextBlock = z.object({ type: z.literal("text"), text: z.string() });
export const ImageBlock = z.object({
  type: z.literal("image"),
  url: z.string().optional(),
  base64: z.string().optional(),
  mime_type: z.string().default("image/jpeg"),
  detail: z.enum(["low", "high", "auto"]).default("auto"),
});
export const ReasoningBlock = z.object({
  type: z.literal("reasoning"),
  text: z.string(),
  signature: z.string().optional(),
  redacted_data: z.string().optional(),
});
export const ToolUseBlock = z.object({
  type: z.literal("tool_use"),
  id: z.string(),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
  raw_input: z.string().optional(),
});
export const ToolResultBlock = z.object({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.discriminatedUnion("type", [TextBlock, ImageBlock]))]),
  is_error: z.boolean().default(false),
  raw_output: z.unknown().optional(),
});
export const Block = z
  .discriminatedUnion("type", [TextBlock, ImageBlock, ReasoningBlock, ToolUseBlock, ToolResultBlock])
  .meta({ id: "Block" });
export const Role = z.enum(["system", "user", "FRAMEWORK", "assistant", "tool"]);
export const Message = z
  .object({
    id: z.string(),
    role: Role,
    content: z.array(Block),
    metadata: z.record(z.string(), z.unknown()).default({}),
    created_at: z.string(),
  })
  .meta({ id: "Message" });

export type TextBlock = z.infer<typeof TextBlock>;
export type ImageBlock = z.infer<typeof ImageBlock>;
export type ReasoningBlock = z.infer<typeof ReasoningBlock>;
export type ToolUseBlock = z.infer<typeof ToolUseBlock>;
export type ToolResultBlock = z.infer<typeof ToolResultBlock>;
export type Block = z.infer<typeof Block>;
export type Message = z.infer<typeof Message>;
