import type { z } from "zod";
import type { LoadContext } from "../project/load-context.ts";
import { checkShape } from "./check-shape.ts";
import { isMapping, type YamlFile } from "./read-yaml-file.ts";

type Fields<Shape extends z.ZodRawShape> = { [Key in keyof Shape]: z.infer<Shape[Key]> };

/**
 * Reads a mapping in which only the keys of `shape` may stand. Each field is read by itself: one that is wrong counts as
 * absent, so that the rest is still looked at. Every field must therefore accept `undefined`.
 */
export function readFields<Shape extends z.ZodRawShape>(
  context: LoadContext,
  yaml: YamlFile,
  shape: Shape,
  code: string,
): Fields<Shape> {
  const value = isMapping(yaml.value) ? yaml.value : {};
  if (yaml.value !== undefined && !isMapping(yaml.value)) {
    context.log.issue(code, yaml.file, "The file must hold a mapping of keys to values.");
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(shape, key)) context.log.issue(code, yaml.file, unknownKey(key, shape), yaml.lineOf([key]));
  }
  const entries = Object.entries(shape).map(([key, schema]) => {
    const field = { ...yaml, value: value[key], lineOf: (path: readonly PropertyKey[]) => yaml.lineOf([key, ...path]) };
    const read = checkShape(context, field, schema as z.ZodType, code, key);
    return [key, read ?? (schema as z.ZodType).parse(undefined)];
  });
  return Object.fromEntries(entries) as Fields<Shape>;
}

function unknownKey(key: string, shape: z.ZodRawShape): string {
  const known = Object.keys(shape).find((name) => isTypo(name, key));
  return `\`${key}\`: this key is not known${known ? `; did you mean \`${known}\`?` : "."}`;
}

/** One letter wrong, missing or too many, or two swapped; or only the spelling of word borders. */
function isTypo(known: string, given: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_\s]/g, "");
  const [a, b] = [plain(known), plain(given)];
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1 || a.length < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped = restA.length > 1 && restA.charAt(1) + restA.charAt(0) + restA.slice(2) === restB;
  return swapped || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1);
}
