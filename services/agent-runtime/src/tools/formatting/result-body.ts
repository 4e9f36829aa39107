const SUCCESS_KEYS = ["result", "content", "stdout", "stderr", "message"];
const ERROR_KEYS = ["error", "traceback", "stderr", "message", "result", "content", "stdout"];

/** Which text of a result is its body: the first of the usual keys that is not empty, else the longest of many lines. */
export function bodyKeyOf(result: Record<string, unknown>): string | undefined {
  const isError = result.status === "error" || Boolean(result.error);
  const usual = (isError ? ERROR_KEYS : SUCCESS_KEYS).find((key) => isFilledText(result[key]));
  if (usual) return usual;
  const longTexts = Object.entries(result).filter(([, value]) => typeof value === "string" && value.includes("\n"));
  return longTexts.sort(([, a], [, b]) => String(b).length - String(a).length)[0]?.[0];
}

const isFilledText = (value: unknown) => typeof value === "string" && value.trim() !== "";
