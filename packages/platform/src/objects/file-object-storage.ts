import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, copyFile, type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { clampRange } from "./byte-range.ts";
import { checkedKey } from "./object-key.ts";
import type { ObjectStorage, StoredObject } from "./object-storage.ts";
import { holdErrors, receiveBody } from "./receive-body.ts";
import { signObjectUrl } from "./signed-url.ts";
import { isMissing, objectNotFound, storageError } from "./storage-error.ts";

export interface FileObjectStorageOptions {
  dir: string;
  /** Of `objectSigningKey`; the Backend checks with the same. */
  signingKey: Uint8Array;
  /** Milliseconds, for the time limit of URLs. */
  now?: () => number;
}

/** Every file ends with the hex digest of what stands before, so that content and digest change in one rename. */
const DIGEST_LENGTH = 64;

/** Objects as files below `dir`: drafts in `incoming`, moved into `objects` when they are whole and on the disk. */
export function createFileObjectStorage({ dir, signingKey, now = Date.now }: FileObjectStorageOptions): ObjectStorage {
  const incoming = join(dir, "incoming");
  // "$" is in no key: so the object `a` and the objects below `a/` do not meet.
  const pathOf = (key: string) => join(dir, "objects", `${checkedKey(key)}$`);

  /** Hands a draft's path to `write` and moves what it made to `key`; nothing is left behind when that fails. */
  async function replace<Result>(key: string, write: (draft: string) => Promise<Result>): Promise<Result> {
    const path = pathOf(key);
    await mkdir(incoming, { recursive: true });
    const draft = join(incoming, randomUUID());
    try {
      const result = await write(draft);
      await mkdir(dirname(path), { recursive: true });
      await rename(draft, path);
      await syncFolder(dirname(path));
      return result;
    } catch (error) {
      await rm(draft, { force: true });
      throw storageError(error);
    }
  }

  return {
    put: async (key, body, options) => {
      holdErrors(body);
      return replace(key, async (draft) => {
        await using file = await open(draft, "wx", 0o600);
        const received = await receiveBody(file, body, options);
        await file.writeFile(received.digest);
        await file.sync();
        return { key, ...received };
      });
    },

    get: async (key, range) => {
      const file = await openIfThere(pathOf(key));
      if (!file) return undefined;
      try {
        const sizeBytes = await contentSize(file);
        if (!range && sizeBytes === 0) {
          await file.close();
          return { body: Readable.from([]), sizeBytes: 0 };
        }
        const { start, end } = range ? clampRange(range, sizeBytes) : { start: 0, end: sizeBytes - 1 };
        return { body: file.createReadStream({ start, end }), sizeBytes: end - start + 1 };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    head: async (key): Promise<StoredObject | undefined> => {
      await using file = await openIfThere(pathOf(key));
      if (!file) return undefined;
      const sizeBytes = await contentSize(file);
      const { buffer } = await file.read(Buffer.alloc(DIGEST_LENGTH), 0, DIGEST_LENGTH, sizeBytes);
      return { key, sizeBytes, digest: buffer.toString("latin1") };
    },

    copy: async (from, to) => {
      const source = pathOf(from);
      await replace(to, async (draft) => {
        await copyFile(source, draft, constants.COPYFILE_FICLONE).catch((error) => {
          throw isMissing(error) ? objectNotFound() : error;
        });
        await using file = await open(draft, "r+");
        await file.sync();
      });
    },

    delete: async (key) => rm(pathOf(key), { force: true }),

    signUrl: async (options) => signObjectUrl(signingKey, options, now()),

    ping: async () => {
      await mkdir(incoming, { recursive: true });
      await access(incoming, constants.W_OK);
    },
  };
}

async function contentSize(file: FileHandle): Promise<number> {
  return (await file.stat()).size - DIGEST_LENGTH;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  return open(path, "r").catch((error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** Makes the rename itself survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}
