import { chmod, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Code } from "@connectrpc/connect";
import { EventType, type FilesystemEvent, FileType } from "@nexau-cloud/contracts/filesystem";
import { describe, expect, it } from "vitest";
import { useDaemon } from "../test-support/daemon-under-test.ts";

describe("the file system", async () => {
  const daemon = await useDaemon();
  const { filesystem, home } = daemon;
  await mkdir(join(home, "tree/sub"), { recursive: true });
  await writeFile(join(home, "tree/b.txt"), "12345", { mode: 0o640 });
  await writeFile(join(home, "tree/a.txt"), "");
  await writeFile(join(home, "tree/sub/c.txt"), "c");
  await symlink("b.txt", join(home, "tree/link"));
  await symlink("nowhere", join(home, "tree/broken"));
  await symlink("loop", join(home, "tree/loop"));

  it("describes a file", async () => {
    const { entry } = await filesystem.stat({ path: "tree/b.txt" });
    expect(entry).toMatchObject({
      name: "b.txt",
      path: `${home}/tree/b.txt`,
      type: FileType.FILE,
      size: 5n,
      mode: 0o640,
      permissions: "-rw-r-----",
    });
    const { mtimeMs } = await lstat(join(home, "tree/b.txt"));
    expect(Number(entry?.modifiedTime?.seconds)).toBe(Math.floor(mtimeMs / 1000));
    expect(Number.isInteger(entry?.modifiedTime?.nanos)).toBe(true);
  });

  it("describes a link by itself, with type and mode of what it points to", async () => {
    expect((await filesystem.stat({ path: "~/tree/link" })).entry).toMatchObject({
      name: "link",
      type: FileType.FILE,
      mode: 0o640,
      permissions: "Lrwxrwxrwx",
      symlinkTarget: `${home}/tree/b.txt`,
    });
    expect((await filesystem.stat({ path: "~/tree/broken" })).entry).toMatchObject({
      type: FileType.UNSPECIFIED,
      mode: 0,
      permissions: "Lrwxrwxrwx",
    });
  });

  it("lists in order of name, as deep as asked, without following links inside", async () => {
    const names = async (depth: number) =>
      (await filesystem.listDir({ path: "tree", depth })).entries.map(({ path }) => path.slice(home.length + 6));
    expect(await names(0)).toEqual(["a.txt", "b.txt", "broken", "link", "loop", "sub"]);
    expect(await names(1)).toEqual(await names(0));
    expect(await names(2)).toEqual([...(await names(0)), "sub/c.txt"]);
  });

  it("follows the link by which a folder is named, and keeps that name", async () => {
    await symlink("tree", join(home, "by-link"));
    const { entries } = await filesystem.listDir({ path: "by-link", depth: 1 });
    expect(entries[0]?.path).toBe(`${home}/by-link/a.txt`);
  });

  it.each([
    ["nowhere", Code.NotFound],
    ["tree/a.txt", Code.InvalidArgument],
    ["tree/loop", Code.FailedPrecondition],
    ["tree/a.txt/x", Code.InvalidArgument],
    ["a\0b", Code.InvalidArgument],
  ])("does not list %j", async (path, code) => {
    await expect(filesystem.listDir({ path, depth: 1 })).rejects.toMatchObject({ code });
  });

  it("makes folders with those above them, and says when one is there", async () => {
    const { entry } = await filesystem.makeDir({ path: "new/er/est" });
    expect(entry).toMatchObject({ path: `${home}/new/er/est`, type: FileType.DIRECTORY, permissions: "drwxr-xr-x" });
    await expect(filesystem.makeDir({ path: "new/er" })).rejects.toMatchObject({ code: Code.AlreadyExists });
    await expect(filesystem.makeDir({ path: "tree/a.txt" })).rejects.toMatchObject({ code: Code.InvalidArgument });
  });

  it("moves, making the folders above, also onto another file system", async () => {
    await writeFile(join(home, "from.txt"), "moved");
    const { entry } = await filesystem.move({ source: "from.txt", destination: "deep/er/to.txt" });
    expect(entry).toMatchObject({ name: "to.txt", path: `${home}/deep/er/to.txt` });
    expect(await readFile(join(home, "deep/er/to.txt"), "utf8")).toBe("moved");
    await expect(filesystem.move({ source: "from.txt", destination: "x" })).rejects.toMatchObject({
      code: Code.NotFound,
    });
    const elsewhere = `/dev/shm/sandboxd-test-${process.pid}`;
    await filesystem.move({ source: "deep", destination: elsewhere });
    expect(await readFile(`${elsewhere}/er/to.txt`, "utf8")).toBe("moved");
    await rm(elsewhere, { recursive: true });
    expect(await readdir(home)).not.toContain("deep");
  });

  it("removes a folder with all in it and a link without its target; nothing there is fine", async () => {
    await mkdir(join(home, "gone/sub"), { recursive: true });
    await symlink(join(home, "tree"), join(home, "gone/link"));
    await filesystem.remove({ path: "gone" });
    await filesystem.remove({ path: "gone" });
    expect(await readdir(home)).not.toContain("gone");
    expect(await readdir(join(home, "tree"))).toContain("a.txt");
  });
});

describe("watching a folder", async () => {
  const daemon = await useDaemon();
  const { filesystem, home } = daemon;

  /**
   * Changes made once the watch has begun, and the events they bring up to that for the file `end`. `until` waits for one.
   */
  async function watch(
    folder: string,
    recursive: boolean,
    change: (root: string, until: (event: string) => Promise<void>) => Promise<void>,
    includeEntry = false,
  ) {
    const root = join(home, folder);
    await mkdir(root, { recursive: true });
    const events: FilesystemEvent[] = [];
    const until = (event: string) => expect.poll(() => seen(events)).toContain(event);
    let changing: Promise<void> | undefined;
    for await (const { event } of filesystem.watchDir({ path: root, recursive, includeEntry })) {
      if (event.case === "start") changing = change(root, until).then(() => writeFile(join(root, "end"), ""));
      if (event.case !== "filesystem") continue;
      if (event.value.name === "end") break;
      events.push(event.value);
    }
    await changing;
    return events;
  }
  const seen = (events: FilesystemEvent[]) => events.map(({ type, name }) => `${EventType[type]} ${name}`);

  it("tells what was made, written, changed in its mode and removed", async () => {
    const events = await watch("plain", false, async (root, until) => {
      await writeFile(join(root, "a"), "");
      await until("CREATE a");
      await writeFile(join(root, "a"), "22");
      await until("WRITE a");
      await chmod(join(root, "a"), 0o600);
      await until("CHMOD a");
      await rm(join(root, "a"));
      await until("REMOVE a");
    });
    expect(seen(events)[0]).toBe("CREATE a");
    expect(seen(events).at(-1)).toBe("REMOVE a");
  });

  it("tells a rename from a removal", async () => {
    const events = await watch("renames", false, async (root, until) => {
      await writeFile(join(root, "old"), "1");
      await until("CREATE old");
      await rename(join(root, "old"), join(root, "new"));
      await until("CREATE new");
    });
    const kinds = seen(events).filter((kind) => !kind.startsWith("WRITE"));
    expect(kinds).toEqual(["CREATE old", "RENAME old", "CREATE new"]);
  });

  it("with recursion sees folders that are made later", async () => {
    const events = await watch("deep", true, async (root, until) => {
      await mkdir(join(root, "one/two"), { recursive: true });
      await until("CREATE one/two");
      await writeFile(join(root, "one/two/deep"), "1");
      await until("CREATE one/two/deep");
    });
    expect(seen(events)).toContain("CREATE one");
  });

  it("without recursion sees its own entries only", async () => {
    const events = await watch("shallow", false, async (root, until) => {
      await mkdir(join(root, "one"));
      await until("CREATE one");
      await writeFile(join(root, "one/inner"), "1");
    });
    expect(seen(events).filter((kind) => kind.startsWith("CREATE"))).toEqual(["CREATE one"]);
  });

  it("carries the entry where that is asked for", async () => {
    const events = await watch("entries", false, (root) => writeFile(join(root, "a"), "123"), true);
    expect(events[0]).toMatchObject({ name: "a", entry: { name: "a", path: join(home, "entries/a") } });
  });

  it("can be polled for what has happened since", async () => {
    await mkdir(join(home, "polled"));
    const { watcherId } = await filesystem.createWatcher({ path: "polled" });
    expect((await filesystem.getWatcherEvents({ watcherId })).events).toEqual([]);
    await writeFile(join(home, "polled/a"), "");
    const names: string[] = [];
    await expect
      .poll(async () => {
        names.push(...seen((await filesystem.getWatcherEvents({ watcherId })).events));
        return names;
      })
      .toContain("CREATE a");
    await filesystem.removeWatcher({ watcherId });
    await expect(filesystem.getWatcherEvents({ watcherId })).rejects.toMatchObject({ code: Code.NotFound });
    await expect(filesystem.removeWatcher({ watcherId })).rejects.toMatchObject({ code: Code.NotFound });
  });

  it("needs a folder", async () => {
    await writeFile(join(home, "file"), "");
    await expect(filesystem.createWatcher({ path: "nowhere" })).rejects.toMatchObject({ code: Code.NotFound });
    await expect(filesystem.createWatcher({ path: "file" })).rejects.toMatchObject({ code: Code.InvalidArgument });
  });
});
