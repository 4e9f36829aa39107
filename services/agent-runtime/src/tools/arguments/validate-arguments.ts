import type { ToolDefinition } from "@nexau-cloud/agent-spec";
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isRecord } from "../is-record.ts";
import { boundedRegExp } from "./bounded-reg-exp.ts";

/** Compiled once per definition; definitions are shared by all runs of a version. */
const validators = new WeakMap<ToolDefinition, ValidateFunction | null>();

/**
 * Why the arguments do not fit the tool's schema, or undefined. Only declared keys are looked at: what a model adds goes to
 * the function, which knows best.
 */
export function validateArguments(tool: ToolDefinition, input: Record<string, unknown>): string | undefined {
  const properties = isRecord(tool.inputSchema.properties) ? tool.inputSchema.properties : {};
  const declared = Object.fromEntries(Object.entries(input).filter(([key]) => Object.hasOwn(properties, key)));
  const validate = validatorOf(tool);
  if (!validate || validate(declared)) return undefined;
  return `Invalid parameters for tool '${tool.name}': ${messageOf(validate.errors ?? [])}`;
}

function validatorOf(tool: ToolDefinition): ValidateFunction | null {
  const known = validators.get(tool);
  if (known !== undefined) return known;
  const compiled = compile(tool.inputSchema);
  validators.set(tool, compiled);
  return compiled;
}

function compile(schema: Record<string, unknown>): ValidateFunction | null {
  const { $schema: _dialect, $id: _id, ...plain } = schema;
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    validateFormats: false,
    unicodeRegExp: false,
    addUsedSchema: false,
    code: { regExp: boundedRegExp },
  });
  try {
    return ajv.compile(plain);
  } catch {
    // A pattern in Python's dialect, or a reference to nowhere: no reason to keep the tool from being called.
    return null;
  }
}

function messageOf(errors: ErrorObject[]): string {
  const [error] = errors;
  if (!error) return "they do not fit its schema";
  const place = error.instancePath.slice(1).replaceAll("/", ".");
  const missing = error.keyword === "required" ? String(error.params.missingProperty) : undefined;
  if (missing !== undefined) return `'${missing}' is a required property${place ? ` (in ${place})` : ""}`;
  const allowed = error.keyword === "enum" ? ` (${JSON.stringify(error.params.allowedValues)})` : "";
  return `${place || "the arguments"} ${error.message ?? "are not valid"}${allowed}`;
}
