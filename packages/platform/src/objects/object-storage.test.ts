import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import S3rver from "s3rver";
import { afterAll, describe, expect, it } from "vitest";
import { ServiceError } from "../errors.ts";
import { createFileObjectStorage } from "./file-object-storage.ts";
import type { ObjectStorage } from "./object-storage.ts";
import { createS3ObjectStorage } from "./s3-object-storage.ts";
import { objectSigningKey, verifySignedUrl } from "./signed-url.ts";

interface Subject {
  storage: ObjectStorage;
  /** What a relative signed URL is relative to. */
  baseUrl: string;
  /** Folder in which uploads wait until they are whole. */
  waiting: string;
}

const signingKey = objectSigningKey(randomBytes(32));
const options = { contentType: "application/zip", maxBytes: 10_000_000 };

describe.each([
  { name: "files", make: fileSubject },
  { name: "S3", make: s3Subject },
])("object storage in $name", async ({ make }) => {
  const { storage, baseUrl, waiting } = await make();
  const read = async (key: string, range?: { start: number; end: number }) => {
    const found = await storage.get(key, range);
    return found && text(found.body);
  };

  it("gives back what was streamed into it, with size and digest", async () => {
    const content = randomBytes(3_000_000);
    const digest = createHash("sha256").update(content).digest("hex");
    const stored = await storage.put("big/file.zip", Readable.from(slices(content, 70_000)), options);
    expect(stored).toEqual({ key: "big/file.zip", sizeBytes: content.length, digest });
    expect(await storage.head("big/file.zip")).toEqual(stored);
    const found = await storage.get("big/file.zip");
    expect(found?.sizeBytes).toBe(content.length);
    expect(found && (await buffer(found.body)).equals(content)).toBe(true);
  });

  it("takes bytes as well as a stream, and none of them too", async () => {
    await storage.put("bytes", Buffer.from("hello"), options);
    expect(await read("bytes")).toBe("hello");
    await storage.put("empty", Readable.from([]), options);
    expect(await storage.head("empty")).toMatchObject({ sizeBytes: 0 });
    expect(await read("empty")).toBe("");
  });

  it("replaces what was there", async () => {
    await storage.put("replaced", Buffer.from("a longer first content"), options);
    await storage.put("replaced", Buffer.from("second"), options);
    expect(await read("replaced")).toBe("second");
    expect((await storage.head("replaced"))?.sizeBytes).toBe(6);
  });

  it("has nothing where nothing was put", async () => {
    expect(await storage.get("nothing/here")).toBeUndefined();
    expect(await storage.head("nothing/here")).toBeUndefined();
    await storage.delete("nothing/here");
  });

  it("keeps an object and those below its name apart", async () => {
    await storage.put("folder", Buffer.from("above"), options);
    await storage.put("folder/file", Buffer.from("below"), options);
    expect(await read("folder")).toBe("above");
    expect(await read("folder/file")).toBe("below");
    await storage.delete("folder");
    expect(await read("folder")).toBeUndefined();
    expect(await read("folder/file")).toBe("below");
  });

  it("reads a range, cut at the end", async () => {
    await storage.put("ranged", Buffer.from("0123456789"), options);
    expect(await read("ranged", { start: 2, end: 4 })).toBe("234");
    expect(await read("ranged", { start: 8, end: 100 })).toBe("89");
    expect((await storage.get("ranged", { start: 8, end: 100 }))?.sizeBytes).toBe(2);
    for (const range of [
      { start: 10, end: 12 },
      { start: 4, end: 3 },
      { start: -1, end: 3 },
    ]) {
      await expect(storage.get("ranged", range)).rejects.toMatchObject({ reason: "object_range_invalid" });
    }
  });

  it("refuses more than was allowed, keeps what was there, and leaves the sender to be answered", async () => {
    await storage.put("limited", Buffer.from("small"), options);
    const body = Readable.from(slices(Buffer.alloc(1_000), 100));
    const refused = storage.put("limited", body, { ...options, maxBytes: 500 });
    await expect(refused).rejects.toMatchObject({ reason: "object_too_large", status: 413 });
    expect(body.destroyed).toBe(false);
    expect(await read("limited")).toBe("small");
    expect(await readdir(waiting)).toEqual([]);
    expect(await storage.put("limited", Buffer.alloc(500), { ...options, maxBytes: 500 })).toMatchObject({
      sizeBytes: 500,
    });
  });

  it("keeps nothing of an upload that breaks off", async () => {
    const body = new PassThrough();
    const put = storage.put("broken", body, options);
    body.write("the first half");
    body.destroy(new Error("connection lost"));
    await expect(put).rejects.toThrow("connection lost");
    expect(await storage.head("broken")).toBeUndefined();
    expect(await readdir(waiting)).toEqual([]);
  });

  it("ends an upload that has stalled when it is told to", async () => {
    const stop = new AbortController();
    const body = new PassThrough();
    const put = storage.put("stalled", body, { ...options, signal: stop.signal });
    body.write("the first half");
    stop.abort(new Error("no longer wanted"));
    await expect(put).rejects.toThrow("no longer wanted");
    expect(body.destroyed).toBe(true);
    expect(await storage.head("stalled")).toBeUndefined();
    expect(await readdir(waiting)).toEqual([]);
  });

  it("copies, digest included", async () => {
    const stored = await storage.put("original", Buffer.from("content"), options);
    await storage.copy("original", "copies/one");
    await storage.delete("original");
    expect(await storage.head("copies/one")).toEqual({ ...stored, key: "copies/one" });
    expect(await read("copies/one")).toBe("content");
    await expect(storage.copy("original", "copies/two")).rejects.toMatchObject({ reason: "object_not_found" });
  });

  it.each([
    "",
    "/",
    "a/",
    "/a",
    "a//b",
    ".",
    "a/..",
    "../a",
    "a/../b",
    "a b",
    "a\\b",
    "a%2fb",
    "a\0b",
    "ä",
    "x".repeat(600),
  ])("refuses the key %j", async (key) => {
    const refused = { reason: "object_key_invalid" };
    await expect(storage.put(key, Buffer.from(""), options)).rejects.toMatchObject(refused);
    await expect(storage.get(key)).rejects.toMatchObject(refused);
    await expect(storage.head(key)).rejects.toMatchObject(refused);
    await expect(storage.delete(key)).rejects.toMatchObject(refused);
    await expect(storage.copy(key, "x")).rejects.toMatchObject(refused);
    await expect(storage.copy("x", key)).rejects.toMatchObject(refused);
    await expect(storage.signUrl({ key, method: "GET", expiresInSeconds: 60 })).rejects.toMatchObject(refused);
  });

  it("lets the holder of a signed URL put the announced content and get it", async () => {
    const content = "a whole zip";
    const put = await storage.signUrl({
      ...{ key: "direct/upload.zip", method: "PUT", expiresInSeconds: 60 },
      ...{ contentLength: content.length, contentType: "application/zip" },
    });
    const sent = await fetch(new URL(put.url, baseUrl), { method: "PUT", headers: put.headers, body: content });
    expect(sent.status).toBe(200);
    const stored = await storage.head("direct/upload.zip");
    expect(stored?.sizeBytes).toBe(content.length);
    expect([null, createHash("sha256").update(content).digest("hex")]).toContain(stored?.digest);

    const get = await storage.signUrl({ key: "direct/upload.zip", method: "GET", expiresInSeconds: 60 });
    const got = await fetch(new URL(get.url, baseUrl), { headers: get.headers });
    expect(await got.text()).toBe(content);
  });

  it("answers a ping", async () => {
    await storage.ping();
  });
});

describe("object storage in files", async () => {
  const { storage, baseUrl } = await fileSubject();

  it("lets nobody use a signed URL for another object or call", async () => {
    await storage.put("secret", Buffer.from("secret"), options);
    const { url } = await storage.signUrl({ key: "public", method: "GET", expiresInSeconds: 60 });
    const other = new URL(url.replace("public", "secret"), baseUrl);
    expect((await fetch(other)).status).toBe(403);
    expect((await fetch(new URL(url, baseUrl), { method: "PUT", body: "x" })).status).toBe(403);
    expect(await storage.head("public")).toBeUndefined();
  });

  it("never shows a mix of two uploads to one key", async () => {
    const contents = ["a", "b", "c", "d"].map((letter) => letter.repeat(100_000));
    await Promise.all(
      contents.map((content) => storage.put("contended", Readable.from(slices(Buffer.from(content), 1_000)), options)),
    );
    const found = await storage.get("contended");
    const content = found ? await text(found.body) : "";
    expect(contents).toContain(content);
    expect((await storage.head("contended"))?.digest).toBe(createHash("sha256").update(content).digest("hex"));
  });

  it("goes on giving a reader what it began with while the object is replaced", async () => {
    await storage.put("read", Buffer.from("old"), options);
    const found = await storage.get("read");
    await storage.put("read", Buffer.from("new!"), options);
    expect(found && (await text(found.body))).toBe("old");
  });
});

describe("object storage in S3", () => {
  it("says that it cannot be reached, and not where", async () => {
    const storage = createS3ObjectStorage(s3Options("http://127.0.0.1:1", tmpdir()));
    const refused = storage.put("key", Buffer.from("content"), options);
    await expect(refused).rejects.toMatchObject({ reason: "storage_unavailable" });
    await expect(refused).rejects.not.toThrow(/127\.0\.0\.1/);
  });

  it("asks again when the other side is busy, with the whole content", async () => {
    const received: string[] = [];
    const baseUrl = await serve(async (request, response) => {
      received.push(await text(request));
      response.writeHead(received.length === 1 ? 503 : 200).end();
    });
    await createS3ObjectStorage(s3Options(baseUrl, tmpdir())).put("key", Readable.from(["con", "tent"]), options);
    expect(received).toEqual(["content", "content"]);
  });

  it("binds a presigned upload to its length and type", async () => {
    const storage = createS3ObjectStorage(s3Options("https://s3.example.com", tmpdir()));
    const { url, headers } = await storage.signUrl({
      ...{ key: "a/b", method: "PUT", expiresInSeconds: 60, contentLength: 5, contentType: "application/zip" },
    });
    const { searchParams, pathname } = new URL(url);
    expect(pathname).toBe("/bucket/a/b");
    expect(searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host");
    expect(searchParams.get("X-Amz-Expires")).toBe("60");
    expect(headers).toEqual({ "content-type": "application/zip" });
  });

  it("presigns as Amazon's documentation has it", async () => {
    const storage = createS3ObjectStorage({
      ...{ endpoint: "https://s3.amazonaws.com", bucket: "examplebucket", region: "us-east-1", forcePathStyle: false },
      ...{ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
      now: () => new Date("2013-05-24T00:00:00Z"),
    });
    const { url } = await storage.signUrl({ key: "test.txt", method: "GET", expiresInSeconds: 86_400 });
    expect(new URL(url).searchParams.get("X-Amz-Signature")).toBe(
      "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });

  it("puts the bucket into the host name where that is wanted", async () => {
    const storage = createS3ObjectStorage({ ...s3Options("https://s3.example.com", tmpdir()), forcePathStyle: false });
    const { url } = await storage.signUrl({ key: "a/b", method: "GET", expiresInSeconds: 60 });
    expect(url).toMatch(/^https:\/\/bucket\.s3\.example\.com\/a\/b\?/);
  });
});

async function fileSubject(): Promise<Subject> {
  const dir = await useFolder();
  const storage = createFileObjectStorage({ dir, signingKey });
  return { storage, baseUrl: await serve(serveObjects(storage)), waiting: join(dir, "incoming") };
}

/** What the Backend's route does for signed URLs of files. */
function serveObjects(storage: ObjectStorage) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    try {
      const { key, contentLength, contentType } = verifySignedUrl(signingKey, { method, url, headers }, Date.now());
      if (method === "PUT") {
        await storage.put(key, request, { contentType: contentType ?? "", maxBytes: contentLength ?? 0 });
        response.end();
      } else {
        const found = await storage.get(key);
        response.end(found && (await buffer(found.body)));
      }
    } catch (error) {
      response.writeHead(ServiceError.from(error).status).end();
    }
  };
}

async function s3Subject(): Promise<Subject> {
  const waiting = await useFolder();
  const server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory: await useFolder() },
    configureBuckets: [{ name: "bucket" }],
  });
  const { port } = await server.run();
  afterAll(() => server.close());
  const baseUrl = `http://127.0.0.1:${port}`;
  return { storage: createS3ObjectStorage(s3Options(baseUrl, waiting)), baseUrl, waiting };
}

function s3Options(endpoint: string, spoolDir: string) {
  return {
    ...{ endpoint, spoolDir, bucket: "bucket", region: "us-east-1", forcePathStyle: true },
    ...{ accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
  };
}

async function useFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nexau-objects-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function* slices(content: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}
