/** The part of an OpenAPI document that matters here. */
interface Document {
  paths?: object;
  components?: { schemas?: Record<string, unknown> };
}

const PREFIX = "#/components/schemas/";

/**
 * A document with the schemas that its routes use. Without this each service's document would hold every schema of the
 * house that has a name, as they are all known to one registry.
 */
export function withUsedComponents<Doc extends Document>(document: Doc): Doc {
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const waiting = referencesIn(document.paths);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    waiting.push(...referencesIn(schemas[name]));
  }
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } };
}

/** Names of the schemas that a part of a document refers to, however deep. */
function referencesIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" && value.startsWith(PREFIX)
      ? [value.slice(PREFIX.length)]
      : referencesIn(value),
  );
}
