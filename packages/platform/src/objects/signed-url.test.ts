import { describe, expect, it } from "vitest";
import { objectSigningKey, signObjectUrl, verifySignedUrl } from "./signed-url.ts";

const signingKey = objectSigningKey(Buffer.alloc(32, 1));
const NOW = Date.parse("2026-11-24T10:00:00Z");
const upload = {
  ...{ key: "artifacts/one.zip", method: "PUT" as const, expiresInSeconds: 60 },
  ...{ contentLength: 100, contentType: "application/zip" },
};
const headers = { "content-length": "100", "content-type": "application/zip" };

const sign = (options: Parameters<typeof signObjectUrl>[1] = upload) => signObjectUrl(signingKey, options, NOW);
const verify = (request: { method?: string; url: string; headers?: Record<string, string> }, now = NOW) =>
  verifySignedUrl(signingKey, { method: "PUT", headers, ...request }, now);

describe("a signed URL of a stored object", () => {
  it("tells what it allows", () => {
    expect(verify({ url: sign().url })).toEqual({
      ...{ key: "artifacts/one.zip", contentLength: 100, contentType: "application/zip" },
    });
  });

  it("says which headers an upload has to send", () => {
    expect(sign().headers).toEqual({ "content-type": "application/zip" });
    expect(sign({ key: "a", method: "GET", expiresInSeconds: 60 }).headers).toEqual({});
  });

  it("ends with its time", () => {
    const { url } = sign();
    expect(verify({ url }, NOW + 59_999)).toMatchObject({ key: "artifacts/one.zip" });
    expect(() => verify({ url }, NOW + 60_000)).toThrow(expect.objectContaining({ reason: "signed_url_expired" }));
  });

  it("allows a HEAD where it allows a GET, and nothing else", () => {
    const { url } = sign({ key: "a", method: "GET", expiresInSeconds: 60 });
    expect(verify({ url, method: "GET" }).key).toBe("a");
    expect(verify({ url, method: "HEAD" }).key).toBe("a");
    for (const method of ["PUT", "POST", "DELETE", "get"]) {
      expect(() => verify({ url, method })).toThrow(expect.objectContaining({ reason: "signed_url_invalid" }));
    }
  });

  it.each([
    ["another object", (url: string) => url.replace("one.zip", "two.zip")],
    ["a roundabout way to the object", (url: string) => url.replace("artifacts/", "artifacts/./x/../")],
    ["an encoded name", (url: string) => url.replace("artifacts/", "artifacts%2F")],
    ["a climb out of the folder", (url: string) => url.replace("/objects/artifacts", "/objects/../artifacts")],
    ["an encoded climb", (url: string) => url.replace("artifacts/", "%2e%2e/")],
    ["more time", (url: string) => url.replace(/expires=\d+/, "expires=9999999999")],
    ["no time", (url: string) => url.replace(/expires=\d+/, "")],
    ["another length", (url: string) => url.replace("length=100", "length=101")],
    ["any length", (url: string) => url.replace("&length=100", "")],
    ["any type", (url: string) => url.replace("&type=application%2Fzip", "")],
    ["no signature", (url: string) => url.replace(/&signature=.*/, "")],
    ["half a signature", (url: string) => url.slice(0, -10)],
    ["another service's path", (url: string) => url.replace("/objects/", "/api/")],
  ])("is refused when changed to %s", (_name, change) => {
    expect(() => verify({ url: change(sign().url) })).toThrow(
      expect.objectContaining({ reason: "signed_url_invalid" }),
    );
  });

  it("is refused when another cloud signed it", () => {
    const { url } = signObjectUrl(objectSigningKey(Buffer.alloc(32, 2)), upload, NOW);
    expect(() => verify({ url })).toThrow(expect.objectContaining({ reason: "signed_url_invalid" }));
  });

  it.each([
    ["another length", { ...headers, "content-length": "99" }],
    ["no length", { "content-type": "application/zip" }],
    ["another type", { ...headers, "content-type": "text/html" }],
  ])("refuses an upload of %s", (_name, sent) => {
    expect(() => verify({ url: sign().url, headers: sent })).toThrow(
      expect.objectContaining({ reason: "upload_mismatch" }),
    );
  });
});
