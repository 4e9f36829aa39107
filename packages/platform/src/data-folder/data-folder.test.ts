import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockDataFolder } from "./data-folder-lock.ts";
import { createSecret, readOrCreateSecret } from "./secret-file.ts";

let root: string;
let folder: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nexau-cloud-data-folder-"));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(() => {
  folder = join(root, String(count++));
});

const inUse = { code: "failed_precondition", reason: "data_dir_in_use" };

describe("data folder lock", () => {
  it("keeps a second cloud out until the first gives it up", async () => {
    const release = await lockDataFolder(folder, null);
    await expect(lockDataFolder(folder, null)).rejects.toMatchObject({
      ...inUse,
      message: expect.stringContaining(String(process.pid)),
    });
    release();
    (await lockDataFolder(folder, null))();
  });

  it("lets different services share a folder, but no two of a kind and no cloud beside them", async () => {
    const backend = await lockDataFolder(folder, "backend");
    const edge = await lockDataFolder(folder, "edge");
    await expect(lockDataFolder(folder, "edge")).rejects.toMatchObject(inUse);
    await expect(lockDataFolder(folder, null)).rejects.toMatchObject(inUse);
    backend();
    edge();
    const cloud = await lockDataFolder(folder, null);
    await expect(lockDataFolder(folder, "edge")).rejects.toMatchObject(inUse);
    cloud();
  });

  it("is kept by another process, and free as soon as that one is killed", async () => {
    const module = join(import.meta.dirname, "data-folder-lock.ts");
    const script = `const { lockDataFolder } = await import(${JSON.stringify(module)});
      await lockDataFolder(${JSON.stringify(folder)}, null); process.stdout.write("locked"); setInterval(() => {}, 1e6);`;
    const other = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(other.stdout, "data");
    await expect(lockDataFolder(folder, null)).rejects.toMatchObject({
      ...inUse,
      message: expect.stringContaining(String(other.pid)),
    });
    other.kill("SIGKILL");
    await once(other, "exit");
    (await lockDataFolder(folder, null))();
  });
});

describe("secret file", () => {
  it("is made once, for its owner only, and stays the same", async () => {
    const path = join(folder, "secrets", "token");
    const secret = await readOrCreateSecret(path, createSecret);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(await readOrCreateSecret(path, createSecret)).toBe(secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "secrets"))).mode & 0o777).toBe(0o700);
    expect((await readFile(path, "utf8")).trim()).toBe(secret);
  });

  it("is the same for all who ask at once, and leaves no drafts", async () => {
    const path = join(folder, "secrets", "token");
    const secrets = await Promise.all(Array.from({ length: 20 }, () => readOrCreateSecret(path, createSecret)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(join(folder, "secrets"))).toEqual(["token"]);
  });
});
