import { describe, expect, it } from "vitest";
import { parseCredentials } from "./credentials.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("credentials", () => {
  it.each([basic("ak_1:sk_2"), basic("ak_1:sk_2").replace("Basic", "basic"), "AKSK ak_1:sk_2"])(
    "reads %s",
    (header) => {
      expect(parseCredentials(header)).toEqual({ accessKey: "ak_1", secretKey: "sk_2" });
    },
  );

  it.each([
    undefined,
    "",
    "Basic",
    "Basic  ",
    "Bearer nau_pat_1",
    basic("ak_1"),
    basic(":sk"),
    basic("ak:"),
    basic("ak_1:sk:2"),
    basic("ak_1:sk\u0000"),
    basic("ak'; drop table keys; --:sk"),
    "Basic not*base64",
    "AKSK ak_1",
    "AKSK ak_1:sk_2 more",
    "AKSK ak_é:sk",
    `AKSK ${"a".repeat(2000)}:sk`,
    `Basic ${"A".repeat(1_000_000)}`,
  ])("takes nothing from %j", (header) => {
    expect(parseCredentials(header)).toBeNull();
  });
});
