// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const SIMILAR_LINES = 4;
/** Longer lines show no progress, and are not worth comparing. */
const MAX_PROGRESS_LINE = 500;

/** What a terminal would show in the end: no colours, no progress bars, no runs of lines that only count on. */
export function cleanOutput(text: string): string {
  const lines = text.replaceAll(ESCAPE_SEQUENCES, "").replaceAll("\r\n", "\n").split("\n").map(lastState);
  return collapse(lines).join("\n");
}

/** A line that was drawn over and over with carriage returns, as it was left. */
function lastState(line: string): string {
  if (!line.includes("\r")) return line;
  return line.split("\r").findLast((state) => state !== "") ?? "";
}

function collapse(lines: string[]): string[] {
  const result: string[] = [];
  for (let start = 0; start < lines.length; ) {
    const shape = shapeOf(lines[start] ?? "");
    let end = start + 1;
    while (shape !== "" && end < lines.length && shapeOf(lines[end] ?? "") === shape) end++;
    const count = end - start;
    // Equal shapes of plain data are worth reading; only lines that show progress are alike for no reason.
    if (count >= SIMILAR_LINES && isProgress(lines.slice(start, end))) {
      result.push(lines[start] ?? "", `... [${count - 2} similar lines omitted] ...`, lines[end - 1] ?? "");
    } else {
      result.push(...lines.slice(start, end));
    }
    start = end;
  }
  return result;
}

/** What a line looks like apart from its numbers and bars; empty for one that is not to be compared. */
function shapeOf(line: string): string {
  if (line.length > MAX_PROGRESS_LINE) return "";
  return line
    .trim()
    .replaceAll(/[\d.,:%]+/g, "#")
    .replaceAll(/[#=\->█░▒▓.]{3,}/g, "~");
}

function isProgress(lines: string[]): boolean {
  return lines.every((line) => /\d\s*%|[=█▓]{3,}|\d+\s*\/\s*\d+/.test(line)) || new Set(lines).size === 1;
}
