import { posix } from "node:path";
import { createTwoFilesPatch, diffLines } from "diff";

/** Comparing two long texts without anything in common takes quadratic time; then there is no diff to look at either. */
const MAX_EDITS = 2000;
/** Whole texts are for people to look at; events and history carry them, so long ones stay out. */
const MAX_SHOWN_CHARACTERS = 100_000;

/** What a tool that changed a file shows to people. */
export function fileChange(path: string, before: string, after: string, isNewFile: boolean): Record<string, unknown> {
  const fileName = posix.basename(path);
  const options = { maxEditLength: MAX_EDITS };
  const isLong = before.length > MAX_SHOWN_CHARACTERS || after.length > MAX_SHOWN_CHARACTERS;
  const parts = isLong ? undefined : diffLines(before, after, options);
  const count = (kind: "added" | "removed") =>
    (parts ?? []).filter((part) => part[kind]).reduce((sum, part) => sum + part.count, 0);
  const patch =
    parts && createTwoFilesPatch(fileName, fileName, before, after, "Current", "Proposed", { context: 3, ...options });
  return {
    fileDiff: patch ?? "",
    fileName,
    filePath: path,
    originalContent: isLong ? null : before,
    newContent: isLong ? null : after,
    diffStat: parts
      ? { added: count("added"), removed: count("removed") }
      : { added: after.split("\n").length, removed: before.split("\n").length },
    isNewFile,
  };
}
