import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BundleReference } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";

export interface BundleDownload {
  url: string;
  bundle: BundleReference;
  /** Where the file goes, beside its later place. */
  dir: string;
  timeoutMs: number;
}

/** The zip in a file of its own, exactly as announced in size and digest. Disposing removes it. */
export async function downloadBundle({ url, bundle, dir, timeoutMs }: BundleDownload) {
  const path = join(dir, `${bundle.digest}.${randomBytes(6).toString("hex")}.zip`);
  const remove = () => rm(path, { force: true });
  try {
    await fetchTo(path, url, bundle, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    await remove();
    throw error instanceof ServiceError ? error : downloadFailed(error);
  }
  return { path, [Symbol.asyncDispose]: remove };
}

async function fetchTo(path: string, url: string, bundle: BundleReference, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw downloadFailed(new Error(`the object storage answered ${response.status}`));
  }
  const hash = createHash("sha256");
  let size = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.byteLength;
      hash.update(chunk);
      if (size > bundle.sizeBytes) done(mismatch());
      else done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), check, createWriteStream(path, { flags: "wx" }), { signal });
  if (size !== bundle.sizeBytes || hash.digest("hex") !== bundle.digest) throw mismatch();
}

const downloadFailed = (cause: unknown) =>
  new ServiceError("unavailable", "bundle_download_failed", "The agent's bundle could not be fetched.", { cause });

const mismatch = () =>
  new ServiceError(
    "unavailable",
    "bundle_damaged",
    "The agent's bundle is not what was uploaded: it must be uploaded anew.",
  );
