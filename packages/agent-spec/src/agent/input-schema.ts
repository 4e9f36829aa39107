import { Ajv2020 } from "ajv/dist/2020.js";

/** Filled in by the framework from the function's signature, so a model may never give them. */
export const RESERVED_PARAMETERS = ["agent_state", "global_storage", "ctx"];

/** A schema as the model gets it: always one of an object. */
export function normaliseInputSchema(schema: Record<string, unknown>): Record<string, unknown> {
  if (Object.keys(schema).length === 0) return { type: "object", properties: {} };
  if (schema.type === undefined) return { type: "object", ...schema };
  return schema;
}

/** Why this cannot be a tool's schema; empty when it can. */
export function inputSchemaProblems(schema: Record<string, unknown>): string[] {
  if (schema.type !== "object") return ["the type of `input_schema` must be `object`"];
  // The dialect's address is of no use here, and an unknown one would only be looked for.
  const { $schema: _dialect, ...plain } = schema;
  try {
    if (metaSchema().validateSchema(plain)) return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const errors = metaSchema().errors ?? [];
  const texts = errors.map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? "is not valid"}`);
  return [...new Set(texts)].slice(0, 5);
}

let shared: Ajv2020 | undefined;
function metaSchema(): Ajv2020 {
  shared ??= new Ajv2020({ strict: false, logger: false, allErrors: true, validateFormats: false });
  return shared;
}
