import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "../crypto/derive-key.ts";
import { ServiceError } from "../errors.ts";
import { checkedKey } from "./object-key.ts";
import type { SignedUrl, SignUrlOptions } from "./object-storage.ts";

/** Where the Backend serves objects that lie in files. */
export const OBJECTS_PATH = "/objects/";

/** The key that signs URLs of stored objects, derived from the cloud's master key. */
export function objectSigningKey(masterKey: Uint8Array): Buffer {
  return deriveKey(masterKey, "object urls");
}

/** A relative URL that allows one call. All that it allows is signed: method, key, time, and a PUT's length and type. */
export function signObjectUrl(signingKey: Uint8Array, options: SignUrlOptions, now: number): SignedUrl {
  const { method, contentLength, contentType } = options;
  const key = checkedKey(options.key);
  const grant: Grant = {
    method,
    key,
    expires: String(Math.floor(now / 1000) + options.expiresInSeconds),
    length: contentLength === undefined ? "" : String(contentLength),
    type: contentType ?? "",
  };
  const query = new URLSearchParams({ expires: grant.expires });
  if (grant.length) query.set("length", grant.length);
  if (grant.type) query.set("type", grant.type);
  query.set("signature", signatureOf(signingKey, grant));
  return {
    url: `${OBJECTS_PATH}${key}?${query}`,
    headers: method === "PUT" && contentType ? { "content-type": contentType } : {},
  };
}

export interface SignedRequest {
  method: string;
  /** Path and query, as in the request line. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface VerifiedUrl {
  key: string;
  /** The exact size of an upload; the request's Content-Length was compared, what arrives is the route's to count. */
  contentLength: number | undefined;
  contentType: string | undefined;
}

/** What a request with a signed URL may do. Throws `signed_url_invalid`, `signed_url_expired` or `upload_mismatch`. */
export function verifySignedUrl(signingKey: Uint8Array, request: SignedRequest, now: number): VerifiedUrl {
  const [path = "", search] = request.url.split("?", 2);
  const query = new URLSearchParams(search);
  const grant: Grant = {
    method: request.method === "HEAD" ? "GET" : request.method,
    key: path.startsWith(OBJECTS_PATH) ? path.slice(OBJECTS_PATH.length) : "",
    expires: query.get("expires") ?? "",
    length: query.get("length") ?? "",
    type: query.get("type") ?? "",
  };
  const given = Buffer.from(query.get("signature") ?? "");
  const expected = Buffer.from(signatureOf(signingKey, grant));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw signedUrlInvalid();
  if (Number(grant.expires) * 1000 <= now) throw signedUrlExpired();
  if (grant.method === "PUT") checkUpload(grant, request.headers);
  return {
    key: checkedKey(grant.key),
    contentLength: grant.length ? Number(grant.length) : undefined,
    contentType: grant.type || undefined,
  };
}

interface Grant {
  method: string;
  key: string;
  /** Seconds since 1970. */
  expires: string;
  length: string;
  type: string;
}

/** JSON keeps the parts apart, so that no grant reads as another. */
function signatureOf(signingKey: Uint8Array, { method, key, expires, length, type }: Grant): string {
  return createHmac("sha256", signingKey)
    .update(JSON.stringify([method, key, expires, length, type]))
    .digest("base64url");
}

function checkUpload(grant: Grant, headers: SignedRequest["headers"]): void {
  const wrongLength = grant.length && headers["content-length"] !== grant.length;
  const wrongType = grant.type && headers["content-type"] !== grant.type;
  if (!wrongLength && !wrongType) return;
  const what = [grant.length && `${grant.length} bytes`, grant.type && `of type ${grant.type}`].filter(Boolean);
  throw new ServiceError("invalid_argument", "upload_mismatch", `The upload has to be exactly ${what.join(" ")}.`);
}

function signedUrlInvalid(): ServiceError {
  return new ServiceError("permission_denied", "signed_url_invalid", "This URL was not signed for this call.");
}

function signedUrlExpired(): ServiceError {
  return new ServiceError("permission_denied", "signed_url_expired", "This URL's time is over. Ask for a new one.");
}
