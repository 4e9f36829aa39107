import { randomBytes } from "node:crypto";

/** Secrets that we make: 160 random bits or more, so a plain hash of them is enough to store. */
export interface Secrets {
  loginSession(): string;
  personalAccessToken(): string;
  accessKey(): string;
  secretKey(): string;
  sandboxKey(): string;
}

export const randomSecrets: Secrets = {
  loginSession: () => randomBytes(32).toString("base64url"),
  personalAccessToken: () => `nau_pat_${randomBytes(24).toString("hex")}`,
  accessKey: () => `ak_${randomBytes(12).toString("hex")}`,
  secretKey: () => `sk_${randomBytes(24).toString("hex")}`,
  sandboxKey: () => `e2b_${randomBytes(20).toString("hex")}`,
};
