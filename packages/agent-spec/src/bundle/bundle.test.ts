import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundleLimits, DEFAULT_BUNDLE_LIMITS } from "./bundle-limits.ts";
import { extractBundle } from "./extract-bundle.ts";
import { inspectBundle } from "./inspect-bundle.ts";
import { extraField, type RawEntry, rawZip } from "./raw-zip.fixture.ts";

const MANIFEST: RawEntry = { name: "nexau.json", content: '{"agents":{"main":"agent.yaml"}}' };
const AGENT: RawEntry = { name: "agent.yaml", content: "name: main\n" };

describe("a bundle", () => {
  let dir: string;
  let count = 0;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "bundle-"));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function zipFile(bytes: Buffer): Promise<string> {
    const path = join(dir, `${++count}.zip`);
    await writeFile(path, bytes);
    return path;
  }
  const withEntries = (...entries: RawEntry[]) => zipFile(rawZip([MANIFEST, AGENT, ...entries]));

  async function expectRefused(path: string, reason: string, named?: string, limits?: BundleLimits): Promise<void> {
    const target = join(dir, `target-${count}`);
    for (const work of [() => inspectBundle(path, limits), () => extractBundle(path, target, limits)]) {
      const error = await work().then(
        () => undefined,
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ code: "unprocessable", reason });
      if (named) expect(error.message).toContain(named);
    }
    expect((await readdir(dir)).filter((name) => name.startsWith(`target-${count}`))).toEqual([]);
  }

  it("is unpacked with nexau.json at the top and modes made plain", async () => {
    const path = await withEntries(
      { name: "tools/run.sh", content: "#!/bin/sh\n", mode: 0o106777 },
      { name: "tools/data.db", content: "x".repeat(5000), mode: 0o100600 },
      { name: "empty/", content: "", mode: 0o040700, method: 0 },
    );
    const target = join(dir, "plain");

    const inspection = await extractBundle(path, target);

    expect(inspection.manifest).toEqual({ agents: { main: "agent.yaml" }, excluded: [] });
    expect(inspection.rootPrefix).toBe("");
    expect((await stat(join(target, "tools/run.sh"))).mode & 0o7777).toBe(0o755);
    expect((await stat(join(target, "tools/data.db"))).mode & 0o7777).toBe(0o644);
    expect((await stat(join(target, "empty"))).mode & 0o7777).toBe(0o755);
    expect(await readFile(join(target, "tools/data.db"), "utf8")).toBe("x".repeat(5000));
    expect(await inspectBundle(path)).toEqual(inspection);
  });

  it("may lie in one folder, beside what a Mac adds", async () => {
    const path = await zipFile(
      rawZip([
        { name: "shop/", method: 0, mode: 0o040755 },
        { name: "shop/nexau.json", content: '\ufeff{"agents":{"a":"agent.yaml"},"owner":"me"}' },
        { name: "shop/agent.yaml", content: "name: a" },
        { name: "shop/.DS_Store", content: "x" },
        { name: "__MACOSX/shop/._agent.yaml", content: "x" },
        { name: "README.md", content: "outside" },
      ]),
    );

    const inspection = await extractBundle(path, join(dir, "wrapped"));

    expect(inspection.rootPrefix).toBe("shop/");
    expect(inspection.files.map((file) => file.path).sort()).toEqual(["agent.yaml", "nexau.json"]);
    expect(inspection.warnings.map(({ code, file }) => [code, file])).toEqual([
      ["manifest_key_unknown", "nexau.json"],
      ["file_outside_project", "README.md"],
    ]);
    expect((await readdir(join(dir, "wrapped"))).sort()).toEqual(["agent.yaml", "nexau.json"]);
  });

  it("may have been zipped by a program that writes ./ before every name", async () => {
    const dot: RawEntry[] = [
      { name: "./", method: 0, mode: 0o040755 },
      { ...MANIFEST, name: "./nexau.json" },
    ];
    const { files } = await inspectBundle(await zipFile(rawZip([...dot, { ...AGENT, name: "./agent.yaml" }])));
    expect(files.map((file) => file.path)).toEqual(["nexau.json", "agent.yaml"]);
    await expectRefused(await zipFile(rawZip([MANIFEST, ...dot])), "bundle_name_clash");
  });

  it("is refused when it is not a zip, or not a whole one", async () => {
    await expectRefused(await zipFile(Buffer.from("hello, I am a text")), "bundle_not_a_zip");
    await expectRefused(await zipFile(Buffer.alloc(0)), "bundle_not_a_zip");
    const whole = rawZip([MANIFEST, AGENT]);
    await expectRefused(await zipFile(whole.subarray(0, whole.length - 10)), "bundle_truncated");
    await expectRefused(await zipFile(whole.subarray(0, 40)), "bundle_truncated");
    await expectRefused(await zipFile(Buffer.concat([whole, Buffer.alloc(7)])), "bundle_corrupt");
  });

  it("is refused when zip64 fields point beyond its end", async () => {
    const whole = rawZip([MANIFEST, AGENT]);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(1n << 40n, 8);
    const lying = Buffer.concat([whole.subarray(0, -22), locator, whole.subarray(-22)]);
    await expectRefused(await zipFile(lying), "bundle_truncated");
  });

  it("is refused when a name could leave its folder", async () => {
    for (const name of [
      "../evil",
      "a/../../evil",
      "/etc/passwd",
      "C:/evil",
      "c:evil",
      "a\\..\\evil",
      "a//b",
      "a/./b",
      "./../a",
    ]) {
      await expectRefused(await withEntries({ name, content: "x" }), "bundle_path_unsafe");
    }
    await expectRefused(await withEntries({ name: "../evil", content: "x" }), "bundle_path_unsafe", "../evil");
  });

  it("is refused when a name hides what it is", async () => {
    const names = ["a\0b", "gpj.\u202eexe", "a\nb", "x".repeat(256), `${"d/".repeat(33)}f`, "y/".repeat(600)];
    for (const name of names) await expectRefused(await withEntries({ name, content: "x" }), "bundle_path_unsafe");
    const overlong = Buffer.from([0x2e, 0xc0, 0xae, 0xc0, 0xaf, 0x61]);
    await expectRefused(await withEntries({ name: overlong, content: "x" }), "bundle_path_unsafe");
    await expectRefused(await withEntries({ name: overlong, content: "x", flags: 0 }), "bundle_path_unsafe");
  });

  it("is refused when it holds anything but files and folders", async () => {
    for (const mode of [0o120777, 0o020666, 0o060666, 0o010666, 0o140666]) {
      await expectRefused(
        await withEntries({ name: "link", content: "/etc", mode }),
        "bundle_entry_type_unsafe",
        "link",
      );
    }
    const hardLink = extraField(0x000d, Buffer.concat([Buffer.alloc(12), Buffer.from("agent.yaml")]));
    await expectRefused(await withEntries({ name: "hard", extra: hardLink }), "bundle_entry_type_unsafe");
  });

  it("is refused when two names clash", async () => {
    const clash = (...names: string[]) => withEntries(...names.map((name) => ({ name, content: "x" })));
    await expectRefused(await clash("a.py", "a.py"), "bundle_name_clash", "a.py");
    await expectRefused(await clash("A.py", "a.py"), "bundle_name_clash");
    await expectRefused(await clash("stra\u00dfe", "STRASSE"), "bundle_name_clash");
    await expectRefused(await clash("caf\u00e9", "cafe\u0301"), "bundle_name_clash");
    await expectRefused(await clash("a", "a/b"), "bundle_name_clash");
    await expectRefused(await clash("Tools/a", "tools/b"), "bundle_name_clash");
  });

  it("is refused when it grows too much, before it is unpacked", async () => {
    const limits = { ...DEFAULT_BUNDLE_LIMITS, fileBytes: 2_000_000, totalBytes: 3_000_000, zipBytes: 1_500_000 };
    const bomb = await withEntries({ name: "zeros", content: Buffer.alloc(1_900_000) });
    await expectRefused(bomb, "bundle_ratio_suspicious", "zeros", limits);
    const large = await withEntries({ name: "large", content: Buffer.alloc(2_000_001) });
    await expectRefused(large, "bundle_too_large", "large", limits);
    const many = ["a", "b", "c", "d"].map((name) => ({ name, content: Buffer.alloc(1_000_000) }));
    await expectRefused(await withEntries(...many), "bundle_too_large", "3000000", limits);
    const heavy = await withEntries({ name: "raw", content: Buffer.alloc(1_600_000, "ab"), method: 0 });
    await expectRefused(heavy, "bundle_too_large", "zip", limits);
    await expectRefused(await withEntries(), "bundle_too_many_entries", "2", { ...limits, entries: 1 });
  });

  it("is refused when it lies about its sizes", async () => {
    const content = "x".repeat(4000);
    const cheat = await withEntries({ name: "cheat", content, central: { size: 10 } });
    await expect(extractBundle(cheat, join(dir, "cheat"))).rejects.toMatchObject({ reason: "bundle_corrupt" });
    const wrong = await withEntries({ name: "wrong", content, central: { crc: 1 } });
    await expect(extractBundle(wrong, join(dir, "wrong"))).rejects.toMatchObject({ reason: "bundle_corrupt" });
    expect((await readdir(dir)).filter((name) => /^(cheat|wrong)/.test(name))).toEqual([]);
    await expectRefused(
      await withEntries({ name: "past", content, central: { packedSize: 1 << 30 } }),
      "bundle_truncated",
    );
  });

  it("is refused when its directory and its files disagree", async () => {
    const named = await withEntries({ name: "safe.py", content: "x", local: { name: "evil.py" } });
    await expectRefused(named, "bundle_corrupt", "safe.py");
    await expectRefused(await withEntries({ name: "a", content: "x", local: { size: 9 } }), "bundle_corrupt");
    await expectRefused(await withEntries({ name: "a", content: "x", central: { offset: 0 } }), "bundle_corrupt");
    await expectRefused(await zipFile(rawZip([MANIFEST, AGENT], { count: 1 })), "bundle_corrupt", "more entries");
  });

  it("is refused when it cannot be read", async () => {
    await expectRefused(await withEntries({ name: "a", content: "x", flags: 0x801 }), "bundle_encrypted");
    await expectRefused(
      await withEntries({ name: "a", content: "x", method: 12 }),
      "bundle_compression_unsupported",
      "a",
    );
  });

  it("is refused without a nexau.json that says where its agents are", async () => {
    const manifest = (content: string) => zipFile(rawZip([{ name: "nexau.json", content }, AGENT]));
    await expectRefused(await zipFile(rawZip([AGENT])), "bundle_manifest_missing");
    await expectRefused(await zipFile(rawZip([{ ...MANIFEST, name: "a/b/nexau.json" }])), "bundle_manifest_missing");
    const two = [
      { ...MANIFEST, name: "a/nexau.json" },
      { ...MANIFEST, name: "b/nexau.json" },
    ];
    await expectRefused(await zipFile(rawZip(two)), "bundle_manifest_ambiguous", "b/nexau.json");
    await expectRefused(await manifest("{"), "bundle_manifest_invalid");
    await expectRefused(await manifest("{}"), "bundle_manifest_invalid", "agents");
    await expectRefused(await manifest('{"agents":{}}'), "bundle_manifest_invalid", "at least one");
    await expectRefused(await manifest('{"agents":{"a":"../a.yaml"}}'), "bundle_manifest_invalid", "leaves the bundle");
    await expectRefused(
      await manifest('{"agents":{"a":"a.yaml"},"excluded":"x"}'),
      "bundle_manifest_invalid",
      "excluded",
    );
  });
});
