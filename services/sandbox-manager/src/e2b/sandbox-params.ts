import { z } from "zod";

/** Old clients say `<id>-<client id>`. */
export const SandboxParams = z.object({
  sandboxID: z
    .string()
    .max(256)
    .transform((text) => text.split("-", 1)[0] ?? ""),
});
