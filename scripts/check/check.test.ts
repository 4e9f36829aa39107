import { describe, expect, it } from "vitest";
import { findForbiddenImports } from "./arrows.ts";
import { findImportCycles } from "./cycles.ts";
import { findLeftovers } from "./leftovers.ts";
import type { SourceFile } from "./source-files.ts";

const file = (path: string, specifiers: string[], options: { text?: string; typeOnly?: boolean } = {}): SourceFile => ({
  path,
  text: options.text ?? "",
  imports: specifiers.map((specifier) => ({ specifier, typeOnly: options.typeOnly ?? false, line: 1 })),
});

describe("arrows", () => {
  it.each([
    ["services/edge/src/a.ts", "@nexau-cloud/backend", /may import only/],
    ["services/edge/src/a.ts", "../../backend/src/service.ts", /stays inside/],
    ["services/edge/src/a.ts", "@nexau-cloud/testkit", /for tests/],
    ["services/edge/src/a.ts", "@nexau-cloud/platform/src/ids.ts", /by their exports/],
    ["packages/contracts/src/a.ts", "@nexau-cloud/platform", /nothing of ours/],
    ["apps/cli/src/a.ts", "@nexau-cloud/backend/client", /may import only/],
  ])("refuse %s importing %s", (path, specifier, reason) => {
    expect(findForbiddenImports([file(path, [specifier])])).toEqual([expect.stringMatching(reason)]);
  });

  it("let a service use another's client, and a test the testkit", () => {
    const files = [
      file("services/edge/src/a.ts", ["@nexau-cloud/backend/client", "@nexau-cloud/platform", "fastify", "./b.ts"]),
      file("services/edge/src/a.test.ts", ["@nexau-cloud/testkit"]),
    ];
    expect(findForbiddenImports(files)).toEqual([]);
  });

  it("refuse process.env outside main.ts", () => {
    const text = "const x = process.env.HOME;";
    expect(findForbiddenImports([file("services/edge/src/a.ts", [], { text })])).toHaveLength(1);
    expect(findForbiddenImports([file("services/edge/src/main.ts", [], { text })])).toEqual([]);
  });
});

describe("cycles", () => {
  it("are found once, with the way round", () => {
    const files = [file("x/a.ts", ["./b.ts"]), file("x/b.ts", ["./c/d.ts"]), file("x/c/d.ts", ["../a.ts"])];
    expect(findImportCycles(files)).toEqual(["x/a.ts -> x/b.ts -> x/c/d.ts -> x/a.ts"]);
  });

  it("do not count types, which vanish", () => {
    expect(findImportCycles([file("a.ts", ["./b.ts"]), file("b.ts", ["./a.ts"], { typeOnly: true })])).toEqual([]);
  });
});

describe("work put off", () => {
  it("is found by its mark, which is no part of a word", () => {
    const mark = ["TO", "DO"].join("");
    expect(findLeftovers([file("a.ts", [], { text: `ok\n// ${mark}: later` })])).toEqual([`a.ts:2 // ${mark}: later`]);
    expect(findLeftovers([file("a.ts", [], { text: "write_todos, TODOS" })])).toEqual([]);
  });
});
