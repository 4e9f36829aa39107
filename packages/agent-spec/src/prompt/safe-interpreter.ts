import { type Environment, Interpreter, type TemplateNode, type TemplateValue } from "./jinja.ts";

/** A template is written by whoever uploads a bundle and is rendered beside everybody else's runs. */
const MAX_STEPS = 200_000;
const MAX_TEXT = 2_000_000;

/** Names of Jinja's filters that the library knows by another name only. */
const FILTER_ALIASES: Record<string, string> = { d: "default", count: "length" };
const FILTERS_OF_LISTS = ["list", "items", "map", "selectattr", "rejectattr", "sort", "unique", "reverse"];

const EMPTY_LIST: TemplateNode = { type: "ArrayLiteral", value: [] };
const text = (value: string): TemplateNode => ({ type: "StringLiteral", value });

/**
 * The library's interpreter with a budget, and with Jinja's way of taking what is undefined for empty in filters, loops and
 * joins. The library has no other place to put either than its `evaluate`, hence the subclass.
 */
export class SafeInterpreter extends Interpreter {
  private steps = 0;

  override evaluate(node: TemplateNode | undefined, environment: Environment): TemplateValue {
    if (++this.steps > MAX_STEPS) throw new Error("the template takes too many steps");
    const value = super.evaluate(node && this.likeJinja(node, environment), environment);
    if (typeof value?.value === "string" && value.value.length > MAX_TEXT) throw new Error("the text grows too long");
    return value;
  }

  /** The node to evaluate in place of one that the library takes otherwise than Jinja. */
  private likeJinja(node: TemplateNode, environment: Environment): TemplateNode | undefined {
    if (node.type === "FilterExpression") return this.withOperand(node, environment);
    if (node.type === "For") return this.withIterable(node, environment);
    if (node.type === "BinaryExpression" && (node.operator as { value: string }).value === "~") {
      const sides = [node.left, node.right].map((side) => textOf(this.evaluate(side as TemplateNode, environment)));
      return text(sides.join(""));
    }
    return node;
  }

  private withOperand(node: TemplateNode, environment: Environment): TemplateNode | undefined {
    const filter = withKnownName(node.filter as TemplateNode);
    const name = filterName(filter);
    if (name === "default" || !this.isUndefined(node.operand as TemplateNode, environment)) return { ...node, filter };
    if (name === "first" || name === "last") return undefined;
    if (FILTERS_OF_LISTS.includes(name)) return EMPTY_LIST;
    return { ...node, filter, operand: text("") };
  }

  private withIterable(node: TemplateNode, environment: Environment): TemplateNode {
    const iterable = node.iterable as TemplateNode;
    const source = iterable.type === "SelectExpression" ? (iterable.lhs as TemplateNode) : iterable;
    return this.isUndefined(source, environment) ? { ...node, iterable: EMPTY_LIST } : node;
  }

  private isUndefined(node: TemplateNode, environment: Environment): boolean {
    return this.evaluate(node, environment)?.type === "UndefinedValue";
  }
}

/** Name of the filter in `x | name` or `x | name(...)`. */
export function filterName(filter: TemplateNode): string {
  return String(filter.value ?? (filter.callee as TemplateNode | undefined)?.value ?? "");
}

function withKnownName(filter: TemplateNode): TemplateNode {
  const name = FILTER_ALIASES[filterName(filter)];
  if (!name) return filter;
  return filter.callee ? { ...filter, callee: { ...filter.callee, value: name } } : { ...filter, value: name };
}

function textOf(value: TemplateValue): string {
  if (value.type === "UndefinedValue") return "";
  if (value.type === "NullValue") return "None";
  if (value.type === "BooleanValue") return value.value ? "True" : "False";
  return value.toString();
}
