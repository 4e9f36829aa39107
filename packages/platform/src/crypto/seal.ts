import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { ServiceError } from "../errors.ts";
import { deriveKey } from "./derive-key.ts";

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encryption at rest: AES-256-GCM under a key of its own per context, as `v1.<base64url of nonce, tag, ciphertext>`.
 * `context` names the place (`env-var:<project>:<key>`), and what was sealed for one place does not open in another, so
 * swapping rows in the database gains nothing.
 */
export function seal(masterKey: Uint8Array, context: string, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(masterKey, `seal:${context}`), nonce);
  cipher.setAAD(Buffer.from(VERSION));
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString("base64url")}`;
}

/** What was sealed. Throws `sealed_value_unreadable` for another key, another context, or a changed text. */
export function open(masterKey: Uint8Array, context: string, sealed: string): string {
  try {
    const [version, payload, ...rest] = sealed.split(".");
    if (version !== VERSION || !payload || rest.length > 0) throw new Error("not a sealed text of a known version");
    const bytes = Buffer.from(payload, "base64url");
    if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("too short for a sealed text");
    const decipher = createDecipheriv(
      "aes-256-gcm",
      deriveKey(masterKey, `seal:${context}`),
      bytes.subarray(0, NONCE_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(Buffer.from(VERSION));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const plaintext = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return plaintext.toString("utf8");
  } catch (error) {
    throw new ServiceError(
      "internal",
      "sealed_value_unreadable",
      "A stored secret cannot be decrypted. Was the cloud's master key changed?",
      { cause: error },
    );
  }
}
