import * as library from "@huggingface/jinja";

/*
 * The parts of the template library that we use, with types: its own declarations import without file extensions, which
 * Node's module resolution does not follow.
 */

/** A node of a parsed template. */
export interface TemplateNode {
  type: string;
  [key: string]: unknown;
}

export interface TemplateValue {
  type: string;
  value: unknown;
  toString(): string;
}

export interface Environment {
  variables: Map<string, TemplateValue>;
  set(name: string, value: unknown): TemplateValue;
}

interface Interpreter {
  run(tree: TemplateNode): TemplateValue;
  evaluate(node: TemplateNode | undefined, environment: Environment): TemplateValue;
}

export const Environment = library.Environment as unknown as new () => Environment;
export const Interpreter = library.Interpreter as unknown as new (environment: Environment) => Interpreter;

/** Throws `SyntaxError` where the library cannot read the template. */
export function parse(source: string): TemplateNode {
  return library.parse(library.tokenize(source)) as unknown as TemplateNode;
}
