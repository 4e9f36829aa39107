import { execFileSync } from "node:child_process";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { useDaemon } from "../test-support/daemon-under-test.ts";

const octets = { "content-type": "application/octet-stream" };

describe("reading a file", async () => {
  const daemon = await useDaemon();
  await writeFile(join(daemon.home, "text.txt"), "0123456789");
  await writeFile(join(daemon.home, "empty"), "");
  const get = (path: string, headers: Record<string, string> = {}) =>
    daemon.http(`/files?${new URLSearchParams({ path })}`, { headers: { "accept-encoding": "identity", ...headers } });

  it("sends its bytes and says what it is", async () => {
    const response = await get("text.txt");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("10");
    expect(response.headers.get("content-disposition")).toBe("inline; filename*=UTF-8''text.txt");
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
    expect(await response.text()).toBe("0123456789");
    expect(await (await get("empty")).text()).toBe("");
  });

  it.each([
    ["bytes=2-4", 206, "bytes 2-4/10", "234"],
    ["bytes=7-", 206, "bytes 7-9/10", "789"],
    ["bytes=-3", 206, "bytes 7-9/10", "789"],
    ["bytes=5-99", 206, "bytes 5-9/10", "56789"],
    ["bytes=0-1,4-5", 200, null, "0123456789"],
    ["bytes=4-2", 200, null, "0123456789"],
    ["lines=1-2", 200, null, "0123456789"],
  ])("answers the range %s", async (range, status, contentRange, body) => {
    const response = await get("text.txt", { range });
    expect([response.status, response.headers.get("content-range")]).toEqual([status, contentRange]);
    expect(await response.text()).toBe(body);
  });

  it("refuses a range that lies outside", async () => {
    const response = await get("text.txt", { range: "bytes=10-" });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */10");
  });

  it("packs for who likes it, and refuses who would take nothing", async () => {
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(daemon.port, "127.0.0.1");
      const chunks: Buffer[] = [];
      socket.on("data", (data) => chunks.push(data));
      socket.on("end", () => resolve(Buffer.concat(chunks)));
      socket.on("error", reject);
      socket.write(
        "GET /files?path=text.txt HTTP/1.0\r\nx-access-token: 0tQG31xiMp0IOQfaz9dcwi72L1CPo8e0\r\naccept-encoding: gzip\r\n\r\n",
      );
    });
    const split = raw.indexOf("\r\n\r\n");
    expect(raw.toString("latin1", 0, split).toLowerCase()).toContain("content-encoding: gzip");
    expect(gunzipSync(raw.subarray(split + 4)).toString()).toBe("0123456789");
    expect((await get("text.txt", { "accept-encoding": "br, identity;q=0" })).status).toBe(406);
    expect((await get("text.txt", { "accept-encoding": "gzip", range: "bytes=0-0" })).status).toBe(206);
  });

  it("answers that nothing has changed", async () => {
    const first = await get("text.txt");
    await first.text();
    const etag = first.headers.get("etag") ?? "";
    expect((await get("text.txt", { "if-none-match": etag })).status).toBe(304);
    const modified = first.headers.get("last-modified") ?? "";
    expect((await get("text.txt", { "if-modified-since": modified })).status).toBe(304);
    const other = await get("text.txt", { "if-range": '"another"', range: "bytes=0-1" });
    expect([other.status, await other.text()]).toEqual([200, "0123456789"]);
  });

  it("reads files that say they are empty to their end", async () => {
    expect(await (await get("/proc/self/status")).text()).toContain("Name:");
  });

  it.each([
    ["nowhere", 404, "does not exist"],
    ["text.txt/x", 404, "does not exist"],
    ["/", 400, "is a directory"],
    ["pipe", 400, "is not a regular file"],
    ["loop", 400, "loop of links"],
    ["/dev/null", 400, "is not a regular file"],
  ])("of %s is refused", async (path, status, message) => {
    if (path === "pipe") execFileSync("mkfifo", [join(daemon.home, "pipe")]);
    if (path === "loop") await symlink("loop", join(daemon.home, "loop"));
    const response = await get(path);
    const body = (await response.json()) as { code: number; message: string };
    expect([response.status, body.code]).toEqual([status, status]);
    expect(body.message).toContain(message);
  });

  it("for an unknown user is refused", async () => {
    expect((await daemon.http("/files?path=text.txt&username=nobody-here")).status).toBe(401);
  });
});

describe("writing files", async () => {
  const daemon = await useDaemon();
  const read = (path: string) => readFile(join(daemon.home, path), "utf8");
  const post = (query: Record<string, string>, init: RequestInit) =>
    daemon.http(`/files?${new URLSearchParams(query)}`, { method: "POST", ...init });

  it("takes octets, makes the folders above, and answers exactly what was written", async () => {
    const response = await post({ path: "a/b/c.txt" }, { headers: octets, body: "hello" });
    expect([response.status, await response.json()]).toEqual([
      200,
      [{ path: `${daemon.home}/a/b/c.txt`, name: "c.txt", type: "file" }],
    ]);
    expect(await read("a/b/c.txt")).toBe("hello");
    expect((await stat(join(daemon.home, "a/b/c.txt"))).mode & 0o777).toBe(0o644);
    expect((await stat(join(daemon.home, "a/b"))).mode & 0o777).toBe(0o755);
    await post({ path: "a/b/c.txt" }, { headers: octets, body: "hi" });
    expect(await read("a/b/c.txt")).toBe("hi");
  });

  it("takes 30 MB as they come", async () => {
    const content = Buffer.alloc(30 * 1024 * 1024, "0123456789");
    await post({ path: "large" }, { headers: octets, body: content });
    expect((await readFile(join(daemon.home, "large"))).equals(content)).toBe(true);
    expect(Buffer.from(await (await daemon.http("/files?path=large")).arrayBuffer()).equals(content)).toBe(true);
  });

  it("unpacks what comes packed, and refuses what only says so", async () => {
    const headers = { ...octets, "content-encoding": "gzip" };
    await post({ path: "packed" }, { headers, body: gzipSync("unpacked") });
    expect(await read("packed")).toBe("unpacked");
    expect((await post({ path: "packed" }, { headers, body: "not packed" })).status).toBe(400);
  });

  it("takes a form with several files, each to its own place", async () => {
    const form = new FormData();
    form.append("file", new Blob(["one"]), "form/one.txt");
    form.append("other", "ignored");
    form.append("file", new Blob(["two\r\n--not-a-boundary"]), "form/zwei ü.txt");
    const response = await post({}, { body: form });
    expect((await response.json()) as unknown[]).toHaveLength(2);
    expect(await read("form/one.txt")).toBe("one");
    expect(await read("form/zwei ü.txt")).toBe("two\r\n--not-a-boundary");
  });

  it("lets the path of the query win over the file's name", async () => {
    const form = new FormData();
    form.append("file", new Blob(["x"]), "ignored.txt");
    await post({ path: "named.txt" }, { body: form });
    expect(await read("named.txt")).toBe("x");
  });

  it("takes a form in whatever pieces it arrives", async () => {
    const head = '--B\r\nContent-Disposition: form-data; name="file"; filename="pieces"\r\n\r\n';
    const content = `${"x".repeat(100)}\r\n--B`.slice(0, 100);
    const form = Buffer.from(`${head}${content}\r\n--B--\r\n`);
    for (const size of [1, 2, 3, 7]) {
      const body = new ReadableStream({
        start(controller) {
          for (let at = 0; at < form.length; at += size) controller.enqueue(form.subarray(at, at + size));
          controller.close();
        },
      });
      const headers = { "content-type": "multipart/form-data; boundary=B" };
      const response = await post({}, { headers, body, duplex: "half" } as RequestInit);
      expect(response.status).toBe(200);
      expect(await read("pieces")).toBe(content);
    }
  });

  it.each([
    ["another type", { "content-type": "text/plain" }, "x", 400],
    ["a form without boundary", { "content-type": "multipart/form-data" }, "x", 400],
    ["a form that breaks off", { "content-type": "multipart/form-data; boundary=B" }, "--B\r\nContent-", 400],
    ["octets without a path", octets, "x", 400],
  ])("refuses %s", async (_what, headers, body, status) => {
    expect((await post({}, { headers, body })).status).toBe(status);
  });

  it("refuses two files for one place, a folder as target, and a place under a file", async () => {
    const form = new FormData();
    form.append("file", new Blob(["1"]), "same");
    form.append("file", new Blob(["2"]), "./same");
    expect((await post({}, { body: form })).status).toBe(400);
    await mkdir(join(daemon.home, "folder"));
    expect((await post({ path: "folder" }, { headers: octets, body: "x" })).status).toBe(400);
    expect((await post({ path: "same/below" }, { headers: octets, body: "x" })).status).toBe(400);
  });

  it("goes on after a form whose first file cannot be written", async () => {
    const form = new FormData();
    form.append("file", new Blob([Buffer.alloc(3_000_000)]), "folder");
    form.append("file", new Blob(["x"]), "never.txt");
    expect((await post({}, { body: form })).status).toBe(400);
    expect((await daemon.run("echo alive; ls never.txt")).stdout).toBe("alive\n");
  });

  it("puts pieces together and removes them", async () => {
    for (const piece of ["1", "2", "3"]) await post({ path: `piece-${piece}` }, { headers: octets, body: piece });
    const compose = (body: unknown) =>
      daemon.http("/files/compose", {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    const source_paths = ["piece-1", "piece-2", "piece-3"];
    const response = await compose({ source_paths, destination: "whole", username: "user" });
    expect(await response.json()).toEqual({ path: `${daemon.home}/whole`, name: "whole", type: "file" });
    expect(await read("whole")).toBe("123");
    expect((await compose({ source_paths, destination: "again" })).status).toBe(404);
    expect((await compose({ source_paths: [], destination: "x" })).status).toBe(400);
    expect((await compose({ source_paths: ["whole"], destination: "whole" })).status).toBe(400);
    expect((await compose([])).status).toBe(400);
  });
});
