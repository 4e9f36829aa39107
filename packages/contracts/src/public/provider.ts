import { z } from "zod";
import { ApiType } from "../llm.ts";

/** One of the operator's providers, as any user may see it. */
export const Provider = z
  .object({ name: z.string(), api_type: ApiType, models: z.array(z.string()) })
  .meta({ id: "Provider" });
export type Provider = z.infer<typeof Provider>;
