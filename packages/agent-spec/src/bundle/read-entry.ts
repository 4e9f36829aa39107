import { Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import type { BundleEntry } from "./bundle-entries.ts";
import { bundleError, printableName } from "./bundle-error.ts";
import { asBundleError, type ZipArchive } from "./zip-archive.ts";

/** The whole content of a small entry. */
export async function readEntryContent(archive: ZipArchive, entry: BundleEntry): Promise<Buffer> {
  return asBundleError(openEntry(archive, entry).then(buffer));
}

/** The entry's bytes, counted against its declared size while they are inflated and checked against its checksum. */
export async function openEntry(archive: ZipArchive, entry: BundleEntry): Promise<Transform> {
  const source = await archive.zip.openReadStreamPromise(entry.entry);
  const checked = checkContent(entry);
  source.on("error", (error) => checked.destroy(error));
  checked.on("close", () => source.destroy());
  return source.pipe(checked);
}

function checkContent({ path, sizeBytes, entry }: BundleEntry): Transform {
  let bytes = 0;
  let checksum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > sizeBytes) {
        return done(
          bundleError("bundle_corrupt", `${printableName(path)} holds more than the ${sizeBytes} bytes it declares.`),
        );
      }
      checksum = crc32(chunk, checksum);
      done(null, chunk);
    },
    flush(done) {
      if (bytes === sizeBytes && checksum === entry.crc32) return done();
      done(
        bundleError("bundle_corrupt", `The content of ${printableName(path)} does not match its size and checksum.`),
      );
    },
  });
}
