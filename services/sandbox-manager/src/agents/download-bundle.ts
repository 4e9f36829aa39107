import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BundleReference } from "@nexau-cloud/contracts";
import { type Discovery, type ObjectStorage, ServiceError } from "@nexau-cloud/platform";

export interface DownloadDeps {
  discovery: Discovery;
  objects: ObjectStorage;
  maxBytes: number;
}

const TIMEOUT_MS = 120_000;

/**
 * Fetches a bundle by its signed URL and checks that it is the one that was meant. Runs may name bundles, too, so the
 * URL leads nowhere but to our own storage: a relative one to the backend, an absolute one to where the storage signs.
 */
export function createBundleDownload({ discovery, objects, maxBytes }: DownloadDeps) {
  let storageOrigin: Promise<string | undefined> | undefined;

  async function resolve(url: string): Promise<string> {
    const backend = await discovery.resolve("backend", null);
    if (url.startsWith("/") && !url.startsWith("//")) return `${backend}${url}`;
    storageOrigin ??= originOf(objects);
    // Where files are stored, the backend hands out URLs of its own with its address in them.
    const allowed = [URL.parse(backend)?.origin, await storageOrigin];
    const origin = URL.parse(url)?.origin;
    if (origin === undefined || !allowed.includes(origin)) {
      throw new ServiceError(
        "invalid_argument",
        "bundle_url_refused",
        "The bundle's URL does not lead to the storage.",
      );
    }
    return url;
  }

  return async function download(bundle: BundleReference, file: string): Promise<void> {
    if (bundle.sizeBytes > maxBytes) throw fetchFailed(new Error(`${bundle.sizeBytes} bytes are more than allowed`));
    const url = await resolve(bundle.url);
    const hash = createHash("sha256");
    let bytes = 0;
    const check = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        hash.update(chunk);
        done(bytes > bundle.sizeBytes ? new Error("it is larger than announced") : null, chunk);
      },
    });
    try {
      const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok || !response.body) throw new Error(`the storage answered ${response.status}`);
      await pipeline(Readable.fromWeb(response.body), check, createWriteStream(file, { flags: "wx", mode: 0o600 }));
    } catch (error) {
      throw fetchFailed(error);
    }
    if (bytes !== bundle.sizeBytes || hash.digest("hex") !== bundle.digest) {
      throw fetchFailed(new Error("its size or digest is not as announced"));
    }
  };
}

const fetchFailed = (cause: unknown) =>
  new ServiceError("bad_gateway", "bundle_fetch_failed", "The agent's bundle could not be fetched from the storage.", {
    cause,
  });

/** Where URLs of the storage lead; undefined if it signs relative ones. */
async function originOf(objects: ObjectStorage): Promise<string | undefined> {
  const { url } = await objects.signUrl({ key: "origin", method: "GET", expiresInSeconds: 60 });
  return URL.parse(url)?.origin;
}
