export interface ScannedJson {
  value: Record<string, unknown>;
  /** Characters that the object takes; 0 where none begins. */
  length: number;
  problem: string | undefined;
}

/** The JSON object at the beginning of `text`, which may go on behind it. */
export function scanJsonObject(text: string): ScannedJson {
  if (!text.startsWith("{")) return { value: {}, length: 0, problem: undefined };
  const length = closingBrace(text);
  try {
    const value: Record<string, unknown> = JSON.parse(text.slice(0, length));
    return { value, length, problem: undefined };
  } catch (error) {
    return { value: {}, length, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Index behind the brace that closes the first one; the end of the text where none does. */
function closingBrace(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}
