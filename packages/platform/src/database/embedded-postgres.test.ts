import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { createLogger } from "../log.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { findPostmaster } from "./postmaster.ts";

const log = createLogger("test", { level: "silent" });
const FIXTURE = fileURLToPath(new URL("./run-embedded-postgres.fixture.ts", import.meta.url));

describe("the embedded PostgreSQL", async () => {
  const root = await mkdtemp(join(tmpdir(), "nexau-embedded-"));
  const children: ChildProcess[] = [];
  const clouds = (dataDir: string, options: { path?: string } = {}) => startCloud(children, dataDir, options);
  afterAll(async () => {
    for (const child of children) if (child.exitCode === null) child.stdin?.end();
    await Promise.all(children.map(exitOf));
    await rm(root, { recursive: true, force: true });
  });

  let folders = 0;
  const freshFolder = () => join(root, String(++folders));
  /** A folder of a database that has been started before. */
  const usedFolder = async (dataDir = freshFolder()) => {
    await cp(join(root, "template"), dataDir, { recursive: true });
    return dataDir;
  };
  const start = (dataDir: string) => startEmbeddedPostgres({ dataDir, log });

  await (await start(join(root, "template"))).stop();

  it("makes its data at the first start and keeps it over the next", async () => {
    const dataDir = freshFolder();
    const first = await start(dataDir);
    await query(first.url, "create table kept as select 42 as answer");
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(await findPostmaster(join(dataDir, "data"))).toBeUndefined();
    expect(await readdir(dataDir)).toEqual(["data"]);
  });

  it("is open to nobody without the password, and on no port", async () => {
    await using database = await started(start, await usedFolder());
    const url = new URL(database.url);
    url.password = "guess";
    await expect(query(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
    expect(await query(database.url, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
    const socketDir = url.searchParams.get("host") ?? "";
    expect((await stat(socketDir)).mode & 0o077).toBe(0);
    const password = await stat(join(socketDir, "nexau-cloud-password"));
    expect(password.mode & 0o077).toBe(0);
  });

  it("is shared by processes that start together, and survives the guests", async () => {
    const dataDir = freshFolder();
    const [one, other] = await Promise.all([clouds(dataDir), clouds(dataDir)]);
    await using guest = await started(start, dataDir);
    expect(new Set([one.url, other.url, guest.url]).size).toBe(1);
    await guest.stop();
    expect(await query(one.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("is found by another name of its folder", async () => {
    const dataDir = await usedFolder();
    await using owner = await started(start, dataDir);
    await symlink(dataDir, `${dataDir}-link`);
    await using guest = await started(start, `${dataDir}-link`);
    expect(guest.url).toBe(owner.url);
  });

  it("knows upper and lower case of every alphabet", async () => {
    await using database = await started(start, await usedFolder());
    expect(await query(database.url, "select lower('ÄÉЖ') as low")).toEqual([{ low: "äéж" }]);
  });

  it("ends with a cloud that is killed", async () => {
    const dataDir = await usedFolder();
    const cloud = await clouds(dataDir);
    const server = await findPostmaster(join(dataDir, "data"));
    expect(server?.orphan).toBe(false);
    cloud.child.kill("SIGKILL");
    await expect.poll(() => findPostmaster(join(dataDir, "data")), { timeout: 10_000 }).toBeUndefined();
  });

  it("takes over from a cloud that was killed and left it running, losing nothing", async () => {
    const dataDir = await usedFolder();
    const cloud = await clouds(dataDir, { path: await pathWith(join(root, "without-setpriv"), ["unshare", "true"]) });
    await query(cloud.url, "create table kept as select 42 as answer");
    cloud.child.kill("SIGKILL");
    await exitOf(cloud.child);
    const left = await findPostmaster(join(dataDir, "data"));
    expect(left?.orphan).toBe(true);
    await using database = await started(start, dataDir);
    expect(await query(database.url, "select answer from kept")).toEqual([{ answer: 42 }]);
    expect((await findPostmaster(join(dataDir, "data")))?.pid).not.toBe(left?.pid);
  });

  it("recovers when the server itself was killed", async () => {
    const dataDir = await usedFolder();
    const first = await start(dataDir);
    await query(first.url, "create table kept as select 42 as answer");
    const server = await findPostmaster(join(dataDir, "data"));
    process.kill(server?.pid ?? 0, "SIGKILL");
    await first.stop();
    await using second = await started(start, dataDir);
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  it("starts over a pid file whose number is another process now", async () => {
    const dataDir = await usedFolder();
    await writeFile(join(dataDir, "data", "postmaster.pid"), `${process.pid}\n${join(dataDir, "data")}\n1\n5432\n`);
    await using database = await started(start, dataDir);
    expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("starts in a folder whose path is too long for a socket", async () => {
    const dataDir = await usedFolder(
      join(freshFolder(), "a".repeat(60), "b".repeat(60), 'with blank, comma and "quote"'),
    );
    const database = await start(dataDir);
    const socketDir = new URL(database.url).searchParams.get("host") ?? "";
    expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await database.stop();
    await expect(stat(socketDir)).rejects.toThrow(/ENOENT/);
  });

  it("works in a folder that only its owner may enter", async () => {
    const closed = freshFolder();
    await mkdir(closed, { mode: 0o700 });
    await chmod(closed, 0o700);
    await using database = await started(start, join(closed, "postgres"));
    expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it.runIf(process.getuid?.() === 0)(
    "runs as nobody where root may not be renamed, in closed folders too",
    async () => {
      const closed = freshFolder();
      await mkdir(closed, { mode: 0o700 });
      const dataDir = await usedFolder(join(closed, "postgres"));
      const cloud = await clouds(dataDir, { path: await pathWith(join(root, "without-unshare"), ["setpriv", "true"]) });
      expect(await query(cloud.url, "select 1 as one")).toEqual([{ one: 1 }]);
      expect((await stat(join(dataDir, "data"))).uid).not.toBe(0);
      cloud.child.stdin.end();
      await exitOf(cloud.child);
      await using database = await started(start, dataDir);
      expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
      expect((await stat(join(dataDir, "data"))).uid).toBe(0);
    },
  );

  it("says what PostgreSQL says when it does not start, and leaves the data alone", async () => {
    const dataDir = await usedFolder();
    const versionFile = join(dataDir, "data", "PG_VERSION");
    const version = await readFile(versionFile, "utf8");
    await writeFile(versionFile, "12\n");
    await expect(start(dataDir)).rejects.toMatchObject({
      reason: "embedded_database_failed",
      message: expect.stringContaining("incompatible"),
    });
    await writeFile(versionFile, version);
    await using database = await started(start, dataDir);
    expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

async function started(start: (dataDir: string) => Promise<EmbeddedPostgres>, dataDir: string) {
  const database = await start(dataDir);
  return { ...database, [Symbol.asyncDispose]: database.stop };
}

async function startCloud(children: ChildProcess[], dataDir: string, { path }: { path?: string }) {
  const child = spawn(process.execPath, [FIXTURE, dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: path ?? process.env.PATH },
  });
  children.push(child);
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  return { child, url: String(url) };
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** A search path on which a cloud finds these programs and no others. */
async function pathWith(folder: string, programs: string[]): Promise<string> {
  await mkdir(folder);
  for (const name of programs) await symlink(join("/usr/bin", name), join(folder, name));
  return folder;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
