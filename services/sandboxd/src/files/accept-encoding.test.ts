import { describe, expect, it } from "vitest";
import { encodingFor } from "./accept-encoding.ts";

describe("the encoding of a file", () => {
  it.each([
    [undefined, "identity"],
    ["", "identity"],
    ["gzip", "gzip"],
    ["GZIP;q=0.5", "gzip"],
    ["gzip, identity;q=0.5", "gzip"],
    ["gzip;q=0.5, identity", "identity"],
    ["gzip, deflate, br", "identity"],
    ["br", "identity"],
    ["*", "identity"],
    ["gzip;q=0", "identity"],
    ["identity;q=0, gzip, br", "gzip"],
    ["identity;q=0", undefined],
    ["br, identity;q=0", undefined],
    ["br, *;q=0", undefined],
    ["gzip, *;q=0", "gzip"],
    ["gzip;q=nonsense", "identity"],
  ])("for %j is %s", (header, expected) => {
    expect(encodingFor(header, false)).toBe(expected);
  });

  it("is none for a part of it", () => {
    expect(encodingFor("gzip", true)).toBe("identity");
    expect(encodingFor("gzip, identity;q=0", true)).toBeUndefined();
  });
});
