import { createTwoFilesPatch, diffLines } from "diff";

export interface FileChange {
  fileDiff: string;
  diffStat: { added: number; removed: number };
}

/** Comparing two long texts without anything in common takes quadratic time; then there is no diff to look at either. */
const MAX_EDITS = 2000;

export function fileChange(name: string, before: string, after: string): FileChange {
  const options = { maxEditLength: MAX_EDITS };
  const parts = diffLines(before, after, options);
  const count = (kind: "added" | "removed") =>
    (parts ?? []).filter((part) => part[kind]).reduce((sum, part) => sum + part.count, 0);
  return {
    fileDiff: createTwoFilesPatch(name, name, before, after, "Current", "Proposed", { context: 3, ...options }) ?? "",
    diffStat: parts
      ? { added: count("added"), removed: count("removed") }
      : { added: after.split("\n").length, removed: before.split("\n").length },
  };
}
