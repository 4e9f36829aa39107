import { z } from "zod";
import { flag, mapping, text } from "../yaml/field-kinds.ts";

/** Every key that may stand in a tool's YAML; nexau.md 2.1. */
export const toolYaml = {
  type: z.literal("tool", "must be `tool` or left out").nullish(),
  name: text(),
  description: text(),
  input_schema: mapping(),
  skill_description: text(),
  disable_parallel: flag(),
  lazy: flag(),
  defer_loading: flag(),
  search_hint: text(),
  template_override: text(),
  builtin: z.unknown(),
  binding: text(),
  formatter: text(),
};

const patterns = () => z.array(z.string()).nullish();

/** An entry of `tools` in an agent's YAML; other keys are tolerated. */
export const ToolEntry = z.object({
  name: z.string("must be a text").min(1, "must not be empty"),
  yaml_path: z.string("must be a text"),
  binding: text(),
  lazy: flag(),
  as_skill: flag(),
  defer_loading: flag(),
  extra_kwargs: mapping(),
  permissions: z.object({ allow: patterns(), deny: patterns() }, "must be {allow, deny}").nullish(),
});
export type ToolEntry = z.infer<typeof ToolEntry>;
