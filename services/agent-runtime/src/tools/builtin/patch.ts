/** A patch in Codex's grammar, taken apart. */
export type PatchOperation =
  | { kind: "add"; path: string; text: string }
  | { kind: "delete"; path: string }
  | { kind: "update"; path: string; moveTo: string | undefined; hunks: PatchHunk[] };

export interface PatchHunk {
  /** A line before the change, from which on it is looked for. */
  context: string | undefined;
  oldLines: string[];
  newLines: string[];
  atEnd: boolean;
}

export class PatchError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export function parsePatch(input: string): PatchOperation[] {
  const lines = input.trim().replaceAll("\r\n", "\n").split("\n");
  if (lines[0]?.trim() !== "*** Begin Patch") throw invalid("The first line of the patch must be '*** Begin Patch'");
  if (lines.at(-1)?.trim() !== "*** End Patch") throw invalid("The last line of the patch must be '*** End Patch'");
  const operations: PatchOperation[] = [];
  const rest = lines.slice(1, -1);
  while (rest.length > 0) operations.push(takeOperation(rest));
  if (operations.length === 0) throw new PatchError("EMPTY_PATCH", "No files were modified.");
  return operations;
}

function takeOperation(lines: string[]): PatchOperation {
  const line = lines.shift() ?? "";
  const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/.exec(line.trim());
  const path = header?.[2]?.trim();
  if (!header || !path) throw invalid(`'${line}' is not a valid hunk header`);
  if (header[1] === "Delete") return { kind: "delete", path };
  if (header[1] === "Add") {
    const added = takeWhile(lines, (next) => next.startsWith("+"));
    return { kind: "add", path, text: added.map((next) => `${next.slice(1)}\n`).join("") };
  }
  const moveTo = /^\*\*\* Move to: (.+)$/.exec(lines[0]?.trim() ?? "")?.[1]?.trim();
  if (moveTo) lines.shift();
  const hunks = takeHunks(lines);
  if (hunks.length === 0 && !moveTo) {
    throw new PatchError("INVALID_PATCH_HUNK", `Update file hunk for path '${path}' is empty`);
  }
  return { kind: "update", path, moveTo, hunks };
}

function takeHunks(lines: string[]): PatchHunk[] {
  const hunks: PatchHunk[] = [];
  while (lines.length > 0 && !/^\*\*\* (?:Add|Delete|Update) File: /.test(lines[0] ?? "")) {
    if (lines[0]?.trim() === "") {
      lines.shift();
      continue;
    }
    hunks.push(takeHunk(lines));
  }
  return hunks;
}

function takeHunk(lines: string[]): PatchHunk {
  const head = /^@@(?: (.*))?$/.exec(lines[0] ?? "");
  if (head) lines.shift();
  const changes = takeWhile(lines, (line) => line === "" || /^[ +-]/.test(line));
  const atEnd = lines[0]?.trim() === "*** End of File";
  if (atEnd) lines.shift();
  if (changes.length === 0) {
    throw new PatchError("INVALID_PATCH_HUNK", `Unexpected line in update hunk: '${lines[0] ?? ""}'`);
  }
  return {
    context: head?.[1]?.trim() || undefined,
    oldLines: changes.filter((line) => !line.startsWith("+")).map((line) => line.slice(1)),
    newLines: changes.filter((line) => !line.startsWith("-")).map((line) => line.slice(1)),
    atEnd,
  };
}

function takeWhile(lines: string[], fits: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !fits(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

/** The text with all hunks applied, in order. Lines are found exactly, else without trailing, else without any edge space. */
export function applyHunks(text: string, path: string, hunks: PatchHunk[]): string {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let from = 0;
  for (const { context, oldLines, newLines, atEnd } of hunks) {
    if (context !== undefined) {
      const at = find(lines, [context], from, false);
      if (at < 0) throw new PatchError("APPLY_PATCH_FAILED", `Failed to find context '${context}' in ${path}`);
      from = at + 1;
    }
    const at = oldLines.length === 0 ? lines.length : find(lines, oldLines, from, atEnd);
    if (at < 0) {
      throw new PatchError("APPLY_PATCH_FAILED", `Failed to find expected lines in ${path}:\n${oldLines.join("\n")}`);
    }
    lines.splice(at, oldLines.length, ...newLines);
    from = at + newLines.length;
  }
  return `${lines.join("\n")}\n`;
}

function find(lines: string[], wanted: string[], from: number, atEnd: boolean): number {
  const last = lines.length - wanted.length;
  for (const plain of [(line: string) => line, (line: string) => line.trimEnd(), (line: string) => line.trim()]) {
    const fitsAt = (at: number) => wanted.every((line, index) => plain(lines[at + index] ?? "") === plain(line));
    if (atEnd && last >= from && fitsAt(last)) return last;
    for (let at = from; at <= last; at++) if (fitsAt(at)) return at;
  }
  return -1;
}

const invalid = (message: string) => new PatchError("INVALID_PATCH", `Invalid patch: ${message}`);
