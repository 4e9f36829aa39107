/**
 * Tells when the JSON object or array that arrives in pieces is complete, looking at every character once. Text that does
 * not begin with `{` or `[` is never complete.
 */
export function createJsonEnd(): { push(text: string): boolean } {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let state: "before" | "inside" | "complete" | "hopeless" = "before";

  function take(character: string): void {
    if (inString) {
      if (escaped) escaped = false;
      else if (character === "\\") escaped = true;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) state = "complete";
  }

  return {
    push(text) {
      for (const character of text) {
        if (state === "before" && character.trim() !== "") {
          state = character === "{" || character === "[" ? "inside" : "hopeless";
        }
        if (state === "inside") take(character);
      }
      return state === "complete";
    },
  };
}
