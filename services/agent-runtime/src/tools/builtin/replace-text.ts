export interface Replacement {
  text: string;
  occurrences: number;
}

/**
 * Replaces `oldText` as it stands; failing that, lines that differ only in their indentation; failing that, the same tokens
 * with any white space between them. Zero occurrences when nothing is found.
 */
export function replaceText(text: string, oldText: string, newText: string): Replacement {
  const exact = text.split(oldText);
  if (exact.length > 1) return { text: exact.join(newText), occurrences: exact.length - 1 };
  const byLines = replaceLines(text, oldText, newText);
  return byLines.occurrences > 0 ? byLines : replaceTokens(text, oldText, newText);
}

function replaceLines(text: string, oldText: string, newText: string): Replacement {
  const lines = text.split("\n");
  const wanted = oldText
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.trim());
  const replacement = newText.replace(/\n$/, "").split("\n");
  const result: string[] = [];
  let occurrences = 0;
  for (let index = 0; index < lines.length; ) {
    const first = lines[index] ?? "";
    const fits =
      index + wanted.length <= lines.length && wanted.every((line, at) => lines[index + at]?.trim() === line);
    if (fits) {
      const indentation = /^\s*/.exec(first)?.[0] ?? "";
      result.push(...reindent(replacement, indentation));
      occurrences++;
      index += wanted.length;
    } else {
      result.push(first);
      index++;
    }
  }
  return { text: result.join("\n"), occurrences };
}

function replaceTokens(text: string, oldText: string, newText: string): Replacement {
  const spaced = oldText.replaceAll(/[()[\]{}<>=:]/g, " $& ");
  const tokens = spaced.split(/\s+/).filter((token) => token !== "");
  if (tokens.length === 0) return { text, occurrences: 0 };
  const pattern = new RegExp(`^([ \\t]*)${tokens.map((token) => RegExp.escape(token)).join("\\s*")}`, "m");
  let occurrences = 0;
  const replaced = text.replace(pattern, (_match, indentation: string) => {
    occurrences++;
    return reindent(newText.split("\n"), indentation).join("\n");
  });
  return { text: replaced, occurrences };
}

/** Moves a block to where the old one began, keeping the indentation inside it. */
function reindent(lines: string[], indentation: string): string[] {
  const own = /^\s*/.exec(lines[0] ?? "")?.[0] ?? "";
  return lines.map((line) => {
    if (line.trim() === "") return line.trim();
    return indentation + (line.startsWith(own) ? line.slice(own.length) : line.trimStart());
  });
}
