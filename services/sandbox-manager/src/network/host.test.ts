import { describe, expect, it } from "vitest";
import { parseHost } from "./host.ts";

const name = (text: string) => ({ kind: "name", name: text });
const address = (text: string) => ({ kind: "address", address: text });

describe("a host's spelling", () => {
  it.each([
    ["Example.COM", name("example.com")],
    ["example.com.", name("example.com")],
    ["bücher.example", name("xn--bcher-kva.example")],
    ["ｅxample.com", name("example.com")],
    ["_dmarc.example.com", name("_dmarc.example.com")],
    ["192.0.2.1", address("192.0.2.1")],
    ["192.0.2.1.", address("192.0.2.1")],
  ])("brings %s to its plain form", (text, expected) => {
    expect(parseHost(text)).toEqual(expected);
  });

  it.each([
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::ffff:169.254.169.254]",
    "::ffff:a9fe:a9fe",
  ])("sees the metadata address in %s", (text) => {
    expect(parseHost(text)).toEqual(address("169.254.169.254"));
  });

  it.each([
    "",
    ".",
    "a..b",
    "evil.test\0.example.com",
    "example.com\r\n",
    "example.com:443",
    "user@example.com",
    "example.com/x",
    "%65xample.com",
    "*.example.com",
    "[example.com]",
    "fe80::1%eth0",
    "-a.example",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(140)}example`,
    "1.2.3.4.5",
    "256.256.256.256",
    "example.123",
  ])("refuses %j", (text) => {
    expect(parseHost(text)).toBeUndefined();
  });
});
