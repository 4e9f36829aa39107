import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { rangeInvalid } from "./byte-range.ts";
import { checkedKey } from "./object-key.ts";
import type { ObjectStorage, PutOptions, StoredObject } from "./object-storage.ts";
import { holdErrors, type ReceivedBody, receiveBody } from "./receive-body.ts";
import { createS3Client, type S3Options, type S3Response, storageUnavailable } from "./s3-client.ts";
import { objectNotFound, storageError } from "./storage-error.ts";

export interface S3ObjectStorageOptions extends S3Options {
  /** Where uploads wait until their length and digest are known; the system's folder for such by default. */
  spoolDir?: string;
}

const DIGEST_HEADER = "x-amz-meta-sha256";

/** Objects in one bucket of a service that speaks S3. */
export function createS3ObjectStorage(options: S3ObjectStorageOptions): ObjectStorage {
  const s3 = createS3Client(options);
  const spoolDir = options.spoolDir ?? tmpdir();

  return {
    put: async (key, body, putOptions) => {
      holdErrors(body);
      const path = checkedKey(key);
      return spooled(spoolDir, body, putOptions, async (file, received) => {
        await s3.send({
          method: "PUT",
          path,
          headers: {
            "content-type": putOptions.contentType,
            "content-length": String(received.sizeBytes),
            // The other side refuses what does not have this digest.
            "x-amz-content-sha256": received.digest,
            [DIGEST_HEADER]: received.digest,
          },
          body: () => createReadStream(file),
        });
        return { key, ...received };
      });
    },

    get: async (key, range) => {
      if (range && !(range.start >= 0 && range.end >= range.start)) throw rangeInvalid();
      const response = await s3.send({
        method: "GET",
        path: checkedKey(key),
        headers: range ? { range: `bytes=${range.start}-${range.end}` } : {},
        expect: [404, 416],
      });
      if (response.statusCode === 200 || response.statusCode === 206)
        return { body: response.body, sizeBytes: sizeOf(response) };
      await response.body.dump();
      if (response.statusCode === 416) throw rangeInvalid();
      return undefined;
    },

    head: async (key): Promise<StoredObject | undefined> => {
      const response = await s3.send({ method: "HEAD", path: checkedKey(key), expect: [404] });
      await response.body.dump();
      if (response.statusCode === 404) return undefined;
      return { key, sizeBytes: sizeOf(response), digest: digestOf(response) };
    },

    copy: async (from, to) => {
      const response = await s3.send({
        method: "PUT",
        path: checkedKey(to),
        headers: { "x-amz-copy-source": `/${options.bucket}/${checkedKey(from)}` },
        expect: [404],
      });
      const text = await response.body.text();
      if (response.statusCode === 404) throw objectNotFound();
      // A copy that fails half way has said 200 already.
      if (text.includes("<Error>")) throw storageUnavailable(new Error(text));
    },

    delete: async (key) => {
      const response = await s3.send({ method: "DELETE", path: checkedKey(key), expect: [404] });
      await response.body.dump();
    },

    signUrl: async ({ key, method, expiresInSeconds, contentLength, contentType }) => {
      const signed: Record<string, string> = {};
      if (method === "PUT" && contentLength !== undefined) signed["content-length"] = String(contentLength);
      if (method === "PUT" && contentType !== undefined) signed["content-type"] = contentType;
      const url = await s3.presign({ method, path: checkedKey(key), headers: signed, expiresInSeconds });
      const { "content-length": _length, ...headers } = signed;
      return { url, headers };
    },

    ping: async () => {
      const response = await s3.send({ method: "HEAD", path: "" });
      await response.body.dump();
    },
  };
}

/** Calls `use` with a file that holds all of `body`, since S3 wants to know the length first. */
async function spooled<Result>(
  dir: string,
  body: Readable | Uint8Array,
  options: PutOptions,
  use: (path: string, received: ReceivedBody) => Promise<Result>,
): Promise<Result> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, `upload-${randomUUID()}`);
  try {
    await using file = await open(path, "wx", 0o600);
    const received = await receiveBody(file, body, options);
    return await use(path, received);
  } catch (error) {
    throw storageError(error);
  } finally {
    await rm(path, { force: true });
  }
}

function sizeOf(response: S3Response): number {
  return Number(response.headers["content-length"]);
}

function digestOf(response: S3Response): string | null {
  const digest = response.headers[DIGEST_HEADER];
  return typeof digest === "string" ? digest : null;
}
