/**
 * JSON as Python's `json.dumps(value, ensure_ascii=False)` writes it: a blank after every comma and colon. Results of tools
 * travel like this in TOOL_CALL_RESULT. Values that JSON does not know become what JSON.stringify makes of them.
 */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null || "toJSON" in value) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined && typeof entry !== "function");
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}: ${pythonJson(entry)}`).join(", ")}}`;
}
