import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { useTestPostgres } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { parsePlatformConfig } from "./config/platform-config.ts";
import { createPlatform, type PlatformOptions } from "./create-platform.ts";

describe("createPlatform", async () => {
  const root = await mkdtemp(join(tmpdir(), "nexau-cloud-platform-"));
  const { url } = await useTestPostgres();
  afterAll(() => rm(root, { recursive: true }));

  async function open(
    folder: string,
    config: Parameters<typeof parsePlatformConfig>[0] = {},
    options: Partial<PlatformOptions> = {},
  ) {
    const parsed = parsePlatformConfig({
      dataDir: join(root, folder),
      log: { level: options.logDestination ? "info" : "silent" },
      database: { url },
      ...config,
    });
    const platform = await createPlatform(parsed, { name: "test", service: null, ...options });
    return { ...platform, [Symbol.asyncDispose]: () => platform.lifecycle.stop() };
  }

  it("makes its secrets at first start and keeps them", async () => {
    const first = await open("secrets");
    await first.lifecycle.stop();
    await using second = await open("secrets");
    expect(second.serviceToken).toBe(first.serviceToken);
    expect(second.masterKey.equals(first.masterKey)).toBe(true);
    expect((await stat(join(root, "secrets/secrets/master-key"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(root, "secrets/secrets/service-token"), "utf8")).toBe(`${first.serviceToken}\n`);
  });

  it("uses configured secrets and writes none down", async () => {
    const secrets = { serviceToken: "s".repeat(40), masterKey: "ab".repeat(32) };
    await using platform = await open("configured", { secrets });
    expect(platform.serviceToken).toBe(secrets.serviceToken);
    expect(platform.masterKey.toString("hex")).toBe(secrets.masterKey);
    await expect(stat(join(root, "configured/secrets"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("keeps a second cloud out of its data folder, and lets it in afterwards", async () => {
    const first = await open("shared");
    await expect(open("shared")).rejects.toMatchObject({ reason: "data_dir_in_use" });
    await first.lifecycle.stop();
    await using second = await open("shared");
    expect(second.masterKey.equals(first.masterKey)).toBe(true);
  });

  it("gives the folder up when it cannot be built", async () => {
    const key = join(root, "broken/secrets/master-key");
    await mkdir(dirname(key), { recursive: true });
    await writeFile(key, "too short");
    await expect(open("broken")).rejects.toThrow("is not a master key");
    await rm(key);
    await using platform = await open("broken");
    expect(platform.lifecycle.signal.aborted).toBe(false);
  });

  it("keeps tables of services apart, and closes their connections when it stops", async () => {
    const platform = await open("tables");
    type Tables = { things: { id: string } };
    const migrations = {
      "0001_things": {
        up: async (db: Parameters<Parameters<typeof platform.database>[1][string]["up"]>[0]) =>
          db.schema.createTable("things").addColumn("id", "text").execute(),
      },
    };
    const one = await platform.forService("one").database<Tables>("one", migrations);
    const two = await platform.forService("two").database<Tables>("two", migrations);
    await one.insertInto("things").values({ id: "a" }).execute();
    expect(await two.selectFrom("things").selectAll().execute()).toEqual([]);
    await platform.lifecycle.stop();
    await expect(one.selectFrom("things").selectAll().execute()).rejects.toThrow();
  });

  it("logs under the name of the service, and measures it apart", async () => {
    const lines: string[] = [];
    await using platform = await open("log", {}, { logDestination: { write: (line) => lines.push(line) } });
    const backend = platform.forService("backend");
    backend.log.info("hello");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ service: "backend", msg: "hello", level: "info" });
    expect(backend.metrics).not.toBe(platform.metrics);
    expect(await backend.metrics.metrics()).toContain("process_resident_memory_bytes");
  });

  it("stores objects in the data folder", async () => {
    await using platform = await open("objects");
    await platform.objects.put("a/b", Buffer.from("hi"), { contentType: "text/plain", maxBytes: 10 });
    expect(await platform.objects.head("a/b")).toMatchObject({ sizeBytes: 2 });
    expect((await stat(join(root, "objects/objects"))).isDirectory()).toBe(true);
  });

  it("advertises an address that can be reached when it listens on all", async () => {
    await using platform = await open("host", { host: "0.0.0.0" });
    expect(platform.http).toMatchObject({ host: "0.0.0.0", advertisedHost: "127.0.0.1" });
    await using named = await open("host2", { host: "0.0.0.0", advertisedHost: "node-1" });
    expect(named.http.advertisedHost).toBe("node-1");
  });
});
