import type { TemplateNode } from "./jinja.ts";
import { parseTemplate } from "./render-template.ts";
import { filterName } from "./safe-interpreter.ts";

/** Filters that can be used in prompts; Jinja itself refuses an unknown one before rendering, and so do we. */
const FILTERS = new Set(
  (
    "abs bool capitalize count d default dictsort first float get indent int items join keys last length list lower map " +
    "rejectattr replace reverse safe selectattr sort string title tojson trim unique upper values"
  ).split(" "),
);

/** Why the text cannot be rendered as a Jinja template, or undefined when it can. */
export function templateProblem(template: string): string | undefined {
  try {
    const unknown = findUnknownFilter(parseTemplate(template));
    return unknown === undefined ? undefined : `there is no filter named ${JSON.stringify(unknown)}.`;
  } catch (error) {
    // The library trips over a statement that nothing closes.
    const message =
      error instanceof TypeError ? "the text ends before all statements are closed" : (error as Error).message;
    return `${message.replace(/\.$/, "")}. A literal "{{" or "{%" is written between {% raw %} and {% endraw %}.`;
  }
}

function findUnknownFilter(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if ("type" in node && (node.type === "FilterExpression" || node.type === "FilterStatement") && "filter" in node) {
    const name = filterName(node.filter as TemplateNode);
    if (!FILTERS.has(name)) return name;
  }
  const children: Iterable<unknown> = node instanceof Map ? [...node.keys(), ...node.values()] : Object.values(node);
  for (const child of children) {
    const found = findUnknownFilter(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
