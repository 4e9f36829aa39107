import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { ServiceError } from "../errors.ts";
import type { PutOptions } from "./object-storage.ts";

export interface ReceivedBody {
  sizeBytes: number;
  /** SHA-256, 64 hex digits. */
  digest: string;
}

/** To be called as soon as a body is there: its errors are thrown when it is read, and until then must not end the process. */
export function holdErrors(body: Readable | Uint8Array): void {
  if (!(body instanceof Uint8Array)) body.on("error", () => {});
}

/**
 * Appends `body` to `file`. A body that grows over `maxBytes` is refused there and then, but not destroyed: where it is a
 * request, its sender can still be answered.
 */
export async function receiveBody(
  file: FileHandle,
  body: Readable | Uint8Array,
  { maxBytes, signal }: Pick<PutOptions, "maxBytes" | "signal">,
): Promise<ReceivedBody> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of chunksOf(body, signal)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw objectTooLarge(maxBytes);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return { sizeBytes, digest: hash.digest("hex") };
}

async function* chunksOf(body: Readable | Uint8Array, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) {
    signal?.throwIfAborted();
    yield body;
    return;
  }
  // A body that has stalled would otherwise never notice.
  const abort = () => body.destroy(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function objectTooLarge(maxBytes: number): ServiceError {
  return new ServiceError("payload_too_large", "object_too_large", `The content is larger than ${maxBytes} bytes.`);
}
