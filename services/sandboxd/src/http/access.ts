import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.ts";

const UNAUTHORIZED = "unauthorized access, please provide a valid access token or method signing if supported";

/** Throws 401 unless the request carries the sandbox's token. */
export function requireToken(request: IncomingMessage, accessToken: string): void {
  if (!sameText(headerOf(request, "x-access-token") ?? "", accessToken)) throw new HttpError(401, UNAUTHORIZED);
}

/** Lets in whoever has the token or, without one, a URL that was signed for exactly this. */
export function requireTokenOrSignature(
  request: IncomingMessage,
  accessToken: string,
  query: URLSearchParams,
  operation: "read" | "write",
): void {
  const token = headerOf(request, "x-access-token");
  if (token !== undefined) {
    if (!sameText(token, accessToken)) throw new HttpError(401, UNAUTHORIZED);
    return;
  }
  const signature = query.get("signature");
  if (!signature) throw new HttpError(401, "missing signature query parameter");
  const expiration = query.get("signature_expiration");
  const expected = signatureOf({
    path: query.get("path") ?? "",
    operation,
    user: query.get("username") ?? "",
    accessToken,
    expiration,
  });
  if (!sameText(signature, expected)) throw new HttpError(401, "invalid signature");
  if (expiration !== null && !(Number(expiration) >= Date.now() / 1000)) {
    throw new HttpError(401, "signature is already expired");
  }
}

export interface SignedAccess {
  /** As the caller typed it, before any resolution. */
  path: string;
  operation: "read" | "write";
  user: string;
  accessToken: string;
  /** Unix seconds; null for a URL that never expires. */
  expiration: string | null;
}

export function signatureOf({ path, operation, user, accessToken, expiration }: SignedAccess): string {
  const text = [path, operation, user, accessToken, ...(expiration === null ? [] : [expiration])].join(":");
  return `v1_${createHash("sha256").update(text).digest("base64").replaceAll("=", "")}`;
}

export function sameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
