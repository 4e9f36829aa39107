import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deriveKey } from "./derive-key.ts";
import { open, seal } from "./seal.ts";
import { hashSecret, secretMatches, secretsEqual } from "./secret-hash.ts";

const masterKey = randomBytes(32);
const unreadable = expect.objectContaining({ reason: "sealed_value_unreadable" });

describe("seal", () => {
  it("gives back what was sealed, any text, also none", () => {
    for (const text of ["", "sk-123", "ключ 🔑", "x".repeat(100_000), "\u0000"]) {
      expect(open(masterKey, "env:A", seal(masterKey, "env:A", text))).toBe(text);
    }
  });

  it("never gives the same text twice, and hides the plaintext", () => {
    const sealed = seal(masterKey, "env:A", "sk-secret-value");
    expect(sealed).not.toBe(seal(masterKey, "env:A", "sk-secret-value"));
    expect(sealed).toMatch(/^v1\.[\w-]+$/);
    expect(Buffer.from(sealed.slice(3), "base64url").toString("latin1")).not.toContain("secret");
  });

  it("does not open in another context or with another master key", () => {
    const sealed = seal(masterKey, "env:A", "value");
    expect(() => open(masterKey, "env:B", sealed)).toThrow(unreadable);
    expect(() => open(randomBytes(32), "env:A", sealed)).toThrow(unreadable);
  });

  it("refuses a text in which any byte was changed", () => {
    const bytes = Buffer.from(seal(masterKey, "env:A", "value").slice(3), "base64url");
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => open(masterKey, "env:A", `v1.${changed.toString("base64url")}`)).toThrow(unreadable);
    }
  });

  it.each(["", "v1.", "v1", "v2.AAAA", "v1.AAAA", "v1.a.b", "plain text"])("refuses %j", (text) => {
    expect(() => open(masterKey, "env:A", text)).toThrow(unreadable);
  });
});

describe("deriveKey", () => {
  it("gives one key per purpose, the same each time", () => {
    expect(deriveKey(masterKey, "a")).toEqual(deriveKey(masterKey, "a"));
    expect(deriveKey(masterKey, "a")).not.toEqual(deriveKey(masterKey, "b"));
    expect(deriveKey(masterKey, "a")).toHaveLength(32);
  });
});

describe("secret hash", () => {
  it("knows its own secret and no other", () => {
    const hash = hashSecret("sk_1");
    expect(secretMatches("sk_1", hash)).toBe(true);
    expect(secretMatches("sk_2", hash)).toBe(false);
    expect(secretMatches("sk_1", "")).toBe(false);
    expect(secretMatches(hash, hash)).toBe(false);
  });

  it("compares texts of different lengths", () => {
    expect(secretsEqual("a", "a")).toBe(true);
    expect(secretsEqual("a", "aa")).toBe(false);
    expect(secretsEqual("", "a")).toBe(false);
  });
});
