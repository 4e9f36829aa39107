import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { describe, expect, it } from "vitest";
import { checkUrl, classifyAddress, guardedLookup, isLoopbackHost } from "./address-policy.ts";

const open = { allowPrivate: true };
const strict = { allowPrivate: false };
const refused = { reason: "address_refused" };
const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }));

describe("classifyAddress", () => {
  it.each([
    ["8.8.8.8", "public"],
    ["2606:4700::1111", "public"],
    ["172.15.0.1", "public"],
    ["172.32.0.1", "public"],
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "private"],
    ["127.0.0.1", "private"],
    ["0.0.0.0", "private"],
    ["169.254.1.1", "private"],
    ["224.0.0.1", "private"],
    ["255.255.255.255", "private"],
    ["::", "private"],
    ["::1", "private"],
    ["fe80::1%eth0", "private"],
    ["fd12::1", "private"],
    ["ff02::1", "private"],
    ["::ffff:127.0.0.1", "private"],
    ["::ffff:8.8.8.8", "public"],
    ["64:ff9b::10.0.0.1", "private"],
    ["2002:7f00:1::", "private"],
    ["169.254.169.254", "metadata"],
    ["100.100.100.200", "metadata"],
    ["fd00:ec2::254", "metadata"],
    ["FD00:EC2::254", "metadata"],
    ["::ffff:169.254.169.254", "metadata"],
    ["::ffff:a9fe:a9fe", "metadata"],
    ["::169.254.169.254", "metadata"],
    ["64:ff9b::a9fe:a9fe", "metadata"],
    ["2002:a9fe:a9fe::", "metadata"],
    ["not an address", "private"],
  ])("takes %s for %s", (address, expected) => {
    expect(classifyAddress(address)).toBe(expected);
  });
});

describe("checkUrl", () => {
  it.each([
    "http://169.254.169.254/latest",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fd00:ec2::254]/",
    "http://metadata.google.internal/",
    "http://METADATA.google.internal./",
    "http://１６９.254.169.254/",
  ])("refuses the metadata service as %s, even where private addresses are allowed", async (url) => {
    await expect(checkUrl(url, open)).rejects.toMatchObject(refused);
  });

  it.each([
    "http://127.0.0.1:11434/v1",
    "http://2130706433/",
    "http://127.1/",
    "http://[::1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost/",
    "http://10.0.0.8/v1",
    "http://0/",
  ])("lets %s through only where private addresses are allowed", async (url) => {
    await expect(checkUrl(url, strict)).rejects.toMatchObject(refused);
    await expect(checkUrl(url, open)).resolves.toBeInstanceOf(URL);
  });

  it("refuses a name if any of its addresses is refused", async () => {
    const url = "https://llm.example/v1";
    await expect(checkUrl(url, strict, resolvesTo("8.8.8.8", "10.0.0.1"))).rejects.toMatchObject(refused);
    await expect(checkUrl(url, open, resolvesTo("169.254.169.254"))).rejects.toMatchObject(refused);
    await expect(checkUrl(url, strict, resolvesTo("8.8.8.8"))).resolves.toBeInstanceOf(URL);
    await expect(checkUrl(url, strict, resolvesTo())).resolves.toBeInstanceOf(URL);
  });

  it.each([
    "file:///etc/passwd",
    "gopher://example.com/",
    "example.com",
    "",
    "http://",
    "http://user:pass@example.com/",
  ])("refuses %j", async (url) => {
    await expect(checkUrl(url, open, resolvesTo())).rejects.toMatchObject({ reason: "url_invalid" });
  });
});

describe("guardedLookup", () => {
  it("keeps a connection from being made to a refused address", async () => {
    const server = createServer((_request, response) => response.end("reached"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const fetchWith = async (policy: typeof open) => {
      await using dispatcher = asyncDisposable(new Agent({ connect: { lookup: guardedLookup(policy) } }));
      const { body } = await request(`http://localhost:${port}/`, { dispatcher: dispatcher.agent });
      return body.text();
    };
    try {
      await expect(fetchWith(strict)).rejects.toMatchObject(refused);
      await expect(fetchWith(open)).resolves.toBe("reached");
    } finally {
      server.close();
    }
  });
});

describe("isLoopbackHost", () => {
  it("knows hosts that only this machine reaches", () => {
    expect(["127.0.0.1", "127.1.2.3", "::1", "localhost"].every(isLoopbackHost)).toBe(true);
    expect(["0.0.0.0", "::", "192.168.0.2", "127.example.com", ""].some(isLoopbackHost)).toBe(false);
  });
});

function asyncDisposable(agent: Agent) {
  return { agent, [Symbol.asyncDispose]: () => agent.close() };
}
