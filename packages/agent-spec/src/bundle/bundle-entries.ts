import type { Entry, LocalFileHeader } from "yauzl";
import { bundleError, printableName } from "./bundle-error.ts";
import { type BundleLimits, RATIO_FLOOR_BYTES } from "./bundle-limits.ts";
import { readExecutable } from "./entry-mode.ts";
import { readEntryName } from "./entry-name.ts";
import { asBundleError, readCentralDirectory, type ZipArchive } from "./zip-archive.ts";

/** A file of the zip that passed every check that can be made without unpacking it. */
export interface BundleEntry {
  path: string;
  isFolder: boolean;
  sizeBytes: number;
  executable: boolean;
  entry: Entry;
}

const ENCRYPTED = 0x1;
const HAS_DATA_DESCRIPTOR = 0x8;
const IN_ZIP64_FIELD = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** Reads and checks the directory of the zip. What programs on a Mac add for themselves is left out. */
export async function readEntries(archive: ZipArchive, limits: BundleLimits): Promise<BundleEntry[]> {
  if (archive.sizeBytes > limits.zipBytes) {
    throw bundleError("bundle_too_large", `The zip has ${archive.sizeBytes} bytes; ${limits.zipBytes} are allowed.`);
  }
  if (archive.zip.entryCount > limits.entries) {
    throw bundleError(
      "bundle_too_many_entries",
      `The zip holds ${archive.zip.entryCount} entries; ${limits.entries} are allowed.`,
    );
  }
  const entries = await readCentralDirectory(archive);
  const checked = entries.map((entry) => readEntry(entry, limits)).filter(({ path }) => path !== "");
  checkTotals(checked, archive.sizeBytes, limits);
  checkClashes(checked);
  await checkLocalHeaders(archive, checked);
  return checked.filter(({ path }) => !isDebris(path));
}

function readEntry(entry: Entry, limits: BundleLimits): BundleEntry {
  const { path, isFolder } = readEntryName(entry.fileNameRaw);
  const executable = readExecutable(entry, path);
  if (entry.isEncrypted()) throw bundleError("bundle_encrypted", `The entry ${printableName(path)} is encrypted.`);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw bundleError(
      "bundle_compression_unsupported",
      `The entry ${printableName(path)} is packed with method ${entry.compressionMethod}; only "stored" and "deflated" are read.`,
    );
  }
  if (isFolder && entry.uncompressedSize > 0) {
    throw bundleError("bundle_corrupt", `The folder ${printableName(path)} has a content.`);
  }
  if (entry.uncompressedSize > limits.fileBytes) {
    throw bundleError(
      "bundle_too_large",
      `The file ${printableName(path)} has ${entry.uncompressedSize} bytes unpacked; ${limits.fileBytes} are allowed.`,
    );
  }
  checkRatio(printableName(path), entry.uncompressedSize, entry.compressedSize, limits);
  return { path, isFolder, sizeBytes: entry.uncompressedSize, executable, entry };
}

function checkTotals(entries: BundleEntry[], zipBytes: number, limits: BundleLimits): void {
  const total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > limits.totalBytes) {
    throw bundleError("bundle_too_large", `The bundle has ${total} bytes unpacked; ${limits.totalBytes} are allowed.`);
  }
  checkRatio("as a whole", total, zipBytes, limits);
}

function checkRatio(what: string, unpacked: number, packed: number, limits: BundleLimits): void {
  if (unpacked <= RATIO_FLOOR_BYTES || unpacked <= packed * limits.ratio) return;
  throw bundleError(
    "bundle_ratio_suspicious",
    `The zip grows from ${packed} to ${unpacked} bytes (${what}); more than ${limits.ratio} times is refused.`,
  );
}

/** Two names that one file system would take for the same, or a file where another entry needs a folder. */
function checkClashes(entries: BundleEntry[]): void {
  const kinds = new Map<string, { path: string; isFolder: boolean }>();
  const add = (path: string, isFolder: boolean, implied: boolean) => {
    const key = path.normalize("NFC").toUpperCase().toLowerCase();
    const known = kinds.get(key);
    if (known && !(known.path === path && known.isFolder && isFolder && implied)) {
      throw bundleError(
        "bundle_name_clash",
        `The entries ${printableName(known.path)} and ${printableName(path)} have the same name${known.path === path ? "" : " but for upper and lower case"}.`,
      );
    }
    if (!known) kinds.set(key, { path, isFolder });
  };
  for (const { path, isFolder } of entries) if (isFolder) add(path, true, false);
  for (const { path } of entries) for (const parent of parentsOf(path)) add(parent, true, true);
  for (const { path, isFolder } of entries) if (!isFolder) add(path, false, false);
}

function parentsOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_segment, index) => segments.slice(0, index + 1).join("/"));
}

/**
 * What the directory says of a file must stand before its bytes, too, else two programs unpack two different things; and no
 * two files may share bytes, which is how the worst bombs are built.
 */
async function checkLocalHeaders(archive: ZipArchive, entries: BundleEntry[]): Promise<void> {
  const byOffset = entries.toSorted(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  for (const { entry, path } of byOffset) {
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw bundleError("bundle_corrupt", `The entry ${printableName(path)} shares its bytes with another.`);
    }
    const header = await asBundleError(archive.zip.readLocalFileHeaderPromise(entry));
    const difference = differenceOf(entry, header);
    if (difference) {
      throw bundleError(
        "bundle_corrupt",
        `The ${difference} of ${printableName(path)} is not the same in the zip's directory and before the file.`,
      );
    }
    end = header.fileDataStart + entry.compressedSize;
  }
}

function differenceOf(entry: Entry, header: LocalFileHeader): string | undefined {
  if (!entry.fileNameRaw.equals(header.fileName)) return "name";
  if (entry.compressionMethod !== header.compressionMethod) return "compression method";
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== (header.generalPurposeBitFlag & ENCRYPTED)) return "encryption";
  if ((header.generalPurposeBitFlag & HAS_DATA_DESCRIPTOR) !== 0) return undefined;
  if (header.crc32 !== entry.crc32) return "checksum";
  const differs = (local: number, central: number) => local !== IN_ZIP64_FIELD && local !== central;
  if (differs(header.uncompressedSize, entry.uncompressedSize)) return "size";
  if (differs(header.compressedSize, entry.compressedSize)) return "packed size";
  return undefined;
}

function isDebris(path: string): boolean {
  const segments = path.split("/");
  return segments[0] === "__MACOSX" || segments.at(-1) === ".DS_Store";
}
