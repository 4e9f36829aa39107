import { z } from "zod";

export const Changes = z.object({ set: z.record(z.string(), z.unknown()), delete: z.array(z.string()) });
/** What one side did to a storage of which the other has a copy. */
export type Changes = z.infer<typeof Changes>;

/** What is asked of a tool host; `id` is added when it is sent. */
export type HostRequest =
  | {
      type: "call";
      tool: string;
      binding: string;
      input: Record<string, unknown>;
      global_storage: Changes;
      context: Changes;
    }
  | { type: "check"; binding: string }
  | { type: "format"; binding: string; context: Record<string, unknown> };

/** Either `value`, or what was raised. */
export const HostAnswer = z.object({
  id: z.number(),
  value: z.record(z.string(), z.unknown()).optional(),
  error: z.string().optional(),
  error_type: z.string().optional(),
  traceback: z.string().optional(),
  global_storage: Changes.optional(),
  context: Changes.optional(),
});
export type HostAnswer = z.infer<typeof HostAnswer>;
