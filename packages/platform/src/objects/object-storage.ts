import type { Readable } from "node:stream";

/**
 * Bytes by key. Two implementations, one contract test: files in the data folder with URLs signed by us, and S3 with
 * presigned ones. Keys are `/`-separated segments of `[A-Za-z0-9._-]`; anything else is refused.
 */
export interface ObjectStorage {
  /**
   * Streams `body` to `key`, replacing what was there only when it has arrived whole. Refuses more than `maxBytes`
   * (`object_too_large`); `body` is then not destroyed, so that the sender of a request can still be answered.
   */
  put(key: string, body: Readable | Uint8Array, options: PutOptions): Promise<StoredObject>;
  /**
   * Undefined where nothing is. `range` is inclusive on both ends, as in HTTP, and cut at the end of the content; one that
   * begins behind it is refused (`object_range_invalid`). `sizeBytes` is the length of `body`.
   */
  get(key: string, range?: { start: number; end: number }): Promise<{ body: Readable; sizeBytes: number } | undefined>;
  head(key: string): Promise<StoredObject | undefined>;
  /** Throws `object_not_found`. */
  copy(from: string, to: string): Promise<void>;
  /** Nothing there is fine. */
  delete(key: string): Promise<void>;
  /**
   * A URL that allows just this call for so long. With files it is relative (`/objects/...`) and served by the Backend;
   * with S3 it is absolute.
   */
  signUrl(options: SignUrlOptions): Promise<SignedUrl>;
  ping(): Promise<void>;
}

export interface PutOptions {
  contentType: string;
  maxBytes: number;
  signal?: AbortSignal;
}

export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** SHA-256 of the content, 64 hex digits; computed on the way in, null for an object put directly by presigned URL. */
  digest: string | null;
}

export interface SignUrlOptions {
  key: string;
  method: "GET" | "PUT";
  expiresInSeconds: number;
  /** For PUT: the exact size and type that will be accepted. */
  contentLength?: number;
  contentType?: string;
}

export interface SignedUrl {
  url: string;
  /** Headers that the caller has to send along. */
  headers: Record<string, string>;
}
