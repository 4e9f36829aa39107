import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HTTP_STATUS } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import { readSourceFiles } from "./source-files.ts";

const root = join(import.meta.dirname, "../..");
const sources = readSourceFiles(root).filter(
  ({ path }) => /^(packages|services|apps)\//.test(path) && !/\.test\.ts$|\/test(-support)?\//.test(path),
);
const raised = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/new ServiceError\(\s*"(\w+)",\s*"(\w+)"/g)].map(([, code = "", reason = ""]) => ({
    path,
    code,
    reason,
  })),
);
const rows = [...readFileSync(join(root, "docs/errors.md"), "utf8").matchAll(/^\| `(\w+)` \| (\d+) \| (.+) \|$/gm)].map(
  ([, reason = "", status = "", meaning = ""]) => ({ reason, status: Number(status), meaning }),
);

describe("docs/errors.md", () => {
  it("has every reason that the code raises, with a status that it is raised with", () => {
    const missing = raised.filter(
      ({ code, reason }) => !rows.some((row) => row.reason === reason && row.status === statusOf(code)),
    );
    expect(missing.map(({ path, code, reason }) => `${reason} ${statusOf(code)} (${path})`)).toEqual([]);
  });

  it("has no reason that the code does not know", () => {
    const text = sources.map((file) => file.text).join("\n");
    expect(rows.filter(({ reason }) => !text.includes(`"${reason}"`)).map(({ reason }) => reason)).toEqual([]);
  });

  it("says something about each, and is sorted", () => {
    expect(rows.filter(({ meaning }) => meaning.trim().length < 10)).toEqual([]);
    const reasons = rows.map(({ reason }) => reason);
    expect(reasons).toEqual(reasons.toSorted());
    expect(rows.length).toBeGreaterThan(20);
  });
});

const statusOf = (code: string) => new Map<string, number>(Object.entries(HTTP_STATUS)).get(code);
