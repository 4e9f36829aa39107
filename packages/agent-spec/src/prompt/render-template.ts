import { Environment, parse, type TemplateNode } from "./jinja.ts";
import { prepareTemplate } from "./prepare-template.ts";
import { SafeInterpreter } from "./safe-interpreter.ts";

const MAX_RANGE = 10_000;

/** Throws what is wrong with the template. */
export function parseTemplate(template: string): TemplateNode {
  return parse(prepareTemplate(template));
}

/** Jinja with `trim_blocks` and `lstrip_blocks`; what is not in the context renders as nothing. Throws on any error. */
export function renderTemplate(template: string, context: Record<string, unknown>): string {
  const environment = new Environment();
  for (const [name, value] of Object.entries({ ...GLOBALS, ...context })) {
    // Values come from JSON; a function would be code of ours in the template's hands.
    if (typeof value === "function" && !Object.hasOwn(GLOBALS, name)) continue;
    environment.variables.delete(name);
    environment.set(name, value);
  }
  return String(new SafeInterpreter(environment).run(parseTemplate(template)).value);
}

const GLOBALS: Record<string, unknown> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  range: (start: number, stop?: number, step = 1) => {
    const [from, to] = stop === undefined ? [0, start] : [start, stop];
    const length = Math.max(0, Math.ceil((to - from) / step));
    if (!Number.isFinite(length) || length > MAX_RANGE) throw new Error(`range() is limited to ${MAX_RANGE} items`);
    return Array.from({ length }, (_item, index) => from + index * step);
  },
};
