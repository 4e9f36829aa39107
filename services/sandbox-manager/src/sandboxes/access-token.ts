import { createHmac } from "node:crypto";
import { deriveKey } from "@nexau-cloud/platform";

/** The token of a sandbox: made of its id, so that it is the same in each of its lives and needs no keeping. */
export function createAccessTokens(masterKey: Uint8Array): (sandboxId: string) => string {
  const key = deriveKey(masterKey, "sandbox access tokens");
  return (sandboxId) => createHmac("sha256", key).update(sandboxId).digest("base64url");
}
