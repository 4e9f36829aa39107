import { createHash, timingSafeEqual } from "node:crypto";

/**
 * What is stored of a key or token that we made ourselves: its SHA-256, 64 hex digits. Enough because such secrets are
 * random and long; a password that somebody chose needs argon2 instead.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}

/** Whether `secret` has that hash, in a time that does not depend on where they differ. */
export function secretMatches(secret: string, hash: string): boolean {
  return secretsEqual(hashSecret(secret), hash);
}

/** Compares two texts in a time that depends on nothing but their lengths. */
export function secretsEqual(a: string, b: string): boolean {
  const digestOf = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digestOf(a), digestOf(b));
}
