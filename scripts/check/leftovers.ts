import type { SourceFile } from "./source-files.ts";

/** Built from parts, or it would find itself. */
const MARKS = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`);

/** Notes of work that was put off: it is done, or it is an issue. */
export function findLeftovers(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (MARKS.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}
