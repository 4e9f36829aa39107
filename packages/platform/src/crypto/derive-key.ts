import { hkdfSync } from "node:crypto";

/** A 32-byte key for one purpose. Keys of different purposes tell nothing about each other or about the master key. */
export function deriveKey(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey, "nexau-cloud", purpose, 32));
}
