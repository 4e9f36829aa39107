import { open as openFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { type Entry, type Options, openPromise, type ZipFile } from "yauzl";
import { bundleError } from "./bundle-error.ts";

/** What yauzl 3 has beyond its published types. */
declare module "yauzl" {
  interface LocalFileHeader {
    generalPurposeBitFlag: number;
    compressionMethod: number;
    crc32: number;
    compressedSize: number;
    uncompressedSize: number;
    fileName: Buffer;
    fileDataStart: number;
  }
  interface Entry {
    fileNameRaw: Buffer;
  }
  interface ZipFile {
    eachEntry(): AsyncIterableIterator<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
    readLocalFileHeaderPromise(entry: Entry): Promise<LocalFileHeader>;
  }
  function openPromise(path: string, options: Options): Promise<ZipFile>;
}

export interface ZipArchive extends AsyncDisposable {
  zip: ZipFile;
  sizeBytes: number;
  path: string;
}

const ZIP_START = [0x04034b50, 0x06054b50, 0x08074b50];
const CENTRAL_DIRECTORY_ENDS = [0x06054b50, 0x06064b50, 0x05054b50];

/** Opens a zip without trusting it; errors of the format become errors of the bundle. */
export async function openZip(path: string): Promise<ZipArchive> {
  const { sizeBytes, start } = await readStart(path);
  if (!ZIP_START.includes(start)) throw bundleError("bundle_not_a_zip", "The file is not a zip archive.");
  const zip = await asBundleError(
    openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true }),
  );
  // Errors reach us through the promises; without a listener a late one would end the process.
  zip.on("error", () => undefined);
  return {
    zip,
    sizeBytes,
    path,
    async [Symbol.asyncDispose]() {
      zip.close();
    },
  };
}

/** Every entry of the central directory, which must hold exactly as many as it says. */
export async function readCentralDirectory(archive: ZipArchive): Promise<Entry[]> {
  const entries = await asBundleError(collect(archive.zip.eachEntry()));
  // yauzl's types call the cursor a boolean; it is the offset behind the last entry read.
  const end = Number(archive.zip.readEntryCursor);
  if (!CENTRAL_DIRECTORY_ENDS.includes(await readSignature(archive.path, end))) {
    throw bundleError("bundle_corrupt", "The zip holds more entries than its directory says.");
  }
  return entries;
}

/** Gives errors of yauzl and zlib the reason that tells the owner what to do. */
export async function asBundleError<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw toBundleError(error);
  }
}

export function toBundleError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "ServiceError") return error;
  const { message } = error;
  if (/signature not found|unexpected EOF|overflows file bounds/i.test(message)) {
    return bundleError("bundle_truncated", "The zip is cut off: its end is missing.", { cause: error });
  }
  if (/encrypt/i.test(message)) {
    return bundleError("bundle_encrypted", "The zip is encrypted.", { cause: error });
  }
  if (/comment length/i.test(message)) {
    return bundleError("bundle_corrupt", "The zip is damaged: bytes follow its end.", { cause: error });
  }
  // Only errors of the operating system carry an errno; they are ours and not the bundle's.
  if ("errno" in error && "syscall" in error) return error;
  return bundleError("bundle_corrupt", `The zip is damaged: ${message}.`, { cause: error });
}

async function collect(source: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of source) entries.push(entry);
  return entries;
}

async function readStart(path: string): Promise<{ sizeBytes: number; start: number }> {
  await using file = await openFile(path, "r");
  const { size } = await file.stat();
  const buffer = Buffer.alloc(4);
  await file.read(buffer, 0, 4, 0);
  return { sizeBytes: size, start: buffer.readUInt32LE(0) };
}

async function readSignature(path: string, position: number): Promise<number> {
  await using file = await openFile(path, "r");
  const buffer = Buffer.alloc(4);
  await file.read(buffer, 0, 4, position);
  return buffer.readUInt32LE(0);
}
