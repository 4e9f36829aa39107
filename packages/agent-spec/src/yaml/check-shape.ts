import type { z } from "zod";
import type { LoadContext } from "../project/load-context.ts";
import type { YamlFile } from "./read-yaml-file.ts";

/** The value as `schema` wants it, or undefined after every place that is wrong was told with its line. */
export function checkShape<Schema extends z.ZodType>(
  context: LoadContext,
  yaml: YamlFile,
  schema: Schema,
  code: string,
  place = "",
): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    for (const { path, message } of flatten(issue, [])) {
      const steps = [...(place ? [place] : []), ...path.map(String)];
      const where = steps.length > 0 ? `\`${steps.join(".")}\`: ` : "";
      context.log.issue(code, yaml.file, `${where}${message}.`, yaml.lineOf(path));
    }
  }
  return undefined;
}

function flatten(issue: z.core.$ZodIssue, prefix: PropertyKey[]): { path: PropertyKey[]; message: string }[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: "this key is not known" }));
  }
  return [{ path, message: lowerFirst(issue.message) }];
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
