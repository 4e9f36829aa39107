import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBundle } from "./bundle.ts";

describe("createBundle", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bundle-"));
    for (const name of ["tools", "data", ".git", "out"]) mkdirSync(join(folder, name));
    for (const name of ["agent.yaml", "tools/a.py", "data/x.csv", "data/x.db", ".git/HEAD", "out/big.bin", ".env"]) {
      writeFileSync(join(folder, name), name);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const manifest = (content: unknown) => writeFileSync(join(folder, "nexau.json"), JSON.stringify(content));

  it("leaves out what nexau.json excludes, and repositories, caches and .env always", async () => {
    manifest({ agents: { a: "agent.yaml" }, excluded: ["out/", "data/*.csv"] });
    expect((await createBundle(folder)).files).toEqual(["agent.yaml", "data/x.db", "nexau.json", "tools/a.py"]);
  });

  it("gives the same bytes for the same files", async () => {
    manifest({ agents: { a: "agent.yaml" } });
    expect((await createBundle(folder)).zip.equals((await createBundle(folder)).zip)).toBe(true);
  });

  it("refuses links instead of following them", async () => {
    manifest({ agents: {} });
    symlinkSync("/etc/passwd", join(folder, "passwd"));
    await expect(createBundle(folder)).rejects.toThrow(/passwd is a link/);
  });

  it("names what is missing or broken", async () => {
    await expect(createBundle(join(folder, "nowhere"))).rejects.toThrow(/There is no folder/);
    await expect(createBundle(folder)).rejects.toThrow(/has no nexau.json/);
    writeFileSync(join(folder, "nexau.json"), "{");
    await expect(createBundle(folder)).rejects.toThrow(/not valid JSON/);
    manifest({ agents: {}, excluded: "tools" });
    await expect(createBundle(folder)).rejects.toThrow(/"excluded" must be a list/);
  });
});
