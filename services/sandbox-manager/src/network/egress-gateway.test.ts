import { connect as connectTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { HOST, INTERNET, useEcho, useGateway, useWebsite } from "./egress.fixture.ts";

const policy = (egress: "none" | "limited" | "open", allow: string[] = [], deny: string[] = []) => ({
  egress,
  allow,
  deny,
});

describe("a sandbox's way out", async () => {
  const echo = await useEcho(INTERNET);
  const secret = await useEcho(HOST);
  const site = await useWebsite(INTERNET);
  const names = { "good.test": [INTERNET], "other.test": [INTERNET], "inside.test": [HOST] };

  it("tunnels to where it may go, both ways and to the end", async () => {
    const { client } = await useGateway(policy("open"), names);
    const tunnel = await client();
    expect(await tunnel.connect(`good.test:${echo}`)).toContain(" 200 ");
    tunnel.send("hello through the tunnel");
    expect(await tunnel.reads("tunnel")).toContain("hello through the tunnel");
    tunnel.socket.end("the last words");
    expect(await tunnel.ended()).toContain("the last words");
  });

  it("sends plain HTTP on to the host that was checked, whatever the Host header says", async () => {
    const { client } = await useGateway(policy("limited", ["good.test"]), names);
    const proxy = await client();
    proxy.send(`GET http://GOOD.test.:${site}/a?b=c HTTP/1.1\r\nHost: other.test\r\nProxy-Authorization: x\r\n\r\n`);
    const answer = await proxy.reads("}}");
    expect(answer).toContain('"url":"/a?b=c"');
    expect(answer).toContain(`"host":"good.test:${site}"`);
    expect(answer).not.toContain("proxy-authorization");
    proxy.send(`GET http://other.test:${site}/ HTTP/1.1\r\nHost: good.test\r\n\r\n`);
    expect(await proxy.ended()).toContain("x-egress-refusal: not_allowed");
  });

  it("speaks SOCKS 5 with names and addresses", async () => {
    const { client } = await useGateway(policy("open"), names);
    const socks = await client();
    socks.send(Buffer.from([5, 1, 0]));
    expect([...(await socks.bytes(2))]).toEqual([5, 0]);
    const port = [echo >> 8, echo & 255];
    socks.send(Buffer.concat([Buffer.from([5, 1, 0, 3, 9]), Buffer.from("good.test"), Buffer.from(port)]));
    expect((await socks.bytes(12))[3]).toBe(0);
    socks.send("over socks");
    expect(await socks.reads("over socks")).toContain("over socks");
  });

  it.each([
    ["a NUL byte", Buffer.from(`evil.test\0.good.test`)],
    ["a name that is not allowed", Buffer.from("other.test")],
    ["the host's loopback", Buffer.from("127.0.0.1")],
  ])("refuses SOCKS with %s", async (_what, host) => {
    const { client } = await useGateway(policy("limited", ["*.good.test", "good.test", "0.0.0.0/8"]), names);
    const socks = await client();
    socks.send(Buffer.from([5, 1, 0]));
    await socks.bytes(2);
    socks.send(Buffer.concat([Buffer.from([5, 1, 0, 3, host.length]), host, Buffer.from([secret >> 8, secret & 255])]));
    expect((await socks.bytes(12))[3]).toBe(2);
  });

  it("knows neither UDP nor listening", async () => {
    const { client } = await useGateway(policy("open"));
    for (const command of [2, 3]) {
      const socks = await client();
      socks.send(Buffer.from([5, 1, 0]));
      await socks.bytes(2);
      socks.send(Buffer.from([5, command, 0, 1, 127, 1, 0, 1, 0, 53]));
      expect((await socks.bytes(12))[3]).toBe(7);
    }
  });

  it.each([
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::7f00:1]",
    "0.0.0.0",
    "localhost",
    "inside.test",
  ])("is closed to this machine as %s, even where everything is allowed", async (host) => {
    const { client } = await useGateway(policy("open", ["0.0.0.0/0", "inside.test"]), { ...names, localhost: [HOST] });
    const proxy = await client();
    expect(await proxy.connect(`${host}:${secret}`)).toContain("x-egress-refusal: private_address");
  });

  it.each([
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "[::ffff:a9fe:a9fe]",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "metadata.google.internal",
    "METADATA.google.internal.",
  ])("is closed to metadata services as %s", async (host) => {
    const { client, lookedUp } = await useGateway(policy("open", ["*"]), { "metadata.google.internal": [INTERNET] });
    const proxy = await client();
    expect(await proxy.connect(`${host}:80`)).toContain("x-egress-refusal: metadata_address");
    expect(lookedUp).toEqual([]);
  });

  it.each([
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.1.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
  ])("is closed to the private network of %s", async (host) => {
    const { client } = await useGateway(policy("open", ["*"]));
    const proxy = await client();
    expect(await proxy.connect(`${host}:80`)).toContain("x-egress-refusal: private_address");
  });

  it("keeps the cloud's own doors shut on addresses that the operator has opened", async () => {
    const { client, ownPorts } = await useGateway(policy("open", ["*"]));
    ownPorts.add(echo);
    expect(await (await client()).connect(`${INTERNET}:${echo}`)).toContain("x-egress-refusal: own_port");
    expect(await (await client()).connect(`${INTERNET}:${site}`)).toContain(" 200 ");
  });

  it("connects to the address that it has checked, and checks each time anew", async () => {
    const changing = { "rebind.test": [INTERNET] };
    const { client, lookedUp } = await useGateway(policy("limited", ["rebind.test"]), changing);
    expect(await (await client()).connect(`rebind.test:${echo}`)).toContain(" 200 ");
    expect(lookedUp).toEqual(["rebind.test"]);
    changing["rebind.test"] = [HOST];
    expect(await (await client()).connect(`rebind.test:${secret}`)).toContain("x-egress-refusal: private_address");
    changing["rebind.test"] = [INTERNET, HOST];
    expect(await (await client()).connect(`rebind.test:${echo}`)).toContain("x-egress-refusal: private_address");
  });

  it("never looks up a name that is not allowed", async () => {
    const { client, lookedUp } = await useGateway(policy("limited", ["good.test", "127.1.0.0/16"]), names);
    await (await client()).connect("c2VjcmV0.tunnel.example:443");
    await (await client()).connect(`other.test:${echo}`);
    expect(lookedUp).toEqual([]);
  });

  it("knows a name in every spelling", async () => {
    const { client } = await useGateway(policy("limited", ["good.test"]), names);
    for (const spelling of ["GOOD.TEST", "good.test.", "gOOd.tEst."]) {
      expect(await (await client()).connect(`${spelling}:${echo}`)).toContain(" 200 ");
    }
    for (const spelling of [
      "evilgood.test",
      "good.test.evil.test",
      "good.test%00.evil",
      "good.test..",
      "g\u00f6od.test",
    ]) {
      expect(await (await client()).connect(`${spelling}:${echo}`)).not.toContain(" 200 ");
    }
  });

  it("holds TLS in a tunnel to the name that the tunnel was opened to", async () => {
    const { client, door } = await useGateway(policy("limited", ["good.test"]), names);
    const say = async (servername: string | undefined) => {
      const tunnel = await client();
      expect(await tunnel.connect(`good.test:${echo}`)).toContain(" 200 ");
      const tls = connectTls({ socket: tunnel.socket, ...(servername ? { servername } : {}) });
      // The echo is no TLS server, so that it comes to an error in any case: with or without an answer.
      await new Promise((resolve) => tls.once("error", resolve).once("close", resolve));
      tls.destroy();
      return door().connections(1)[0];
    };
    expect(await say("other.test")).toMatchObject({ refusal: "server_name_mismatch", bytesSent: 0 });
    expect(await say(undefined)).toMatchObject({ refusal: "server_name_mismatch", bytesSent: 0 });
    expect(await say("good.test")).toMatchObject({ refusal: null });
  });

  it("holds HTTP in a tunnel to it, too, and lets the other side speak first", async () => {
    const { client } = await useGateway(policy("limited", ["good.test"]), names);
    const fronted = await client();
    await fronted.connect(`good.test:${site}`);
    fronted.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
    expect(await fronted.ended()).not.toContain('"url"');
    const honest = await client();
    await honest.connect(`good.test:${site}`);
    honest.send("GET / HTTP/1.1\r\nHost: good.test\r\n\r\n");
    expect(await honest.reads('"url"')).toContain('"host":"good.test"');
  });

  it("closes a denied name also to those who bring its address", async () => {
    const { client } = await useGateway(policy("open", [], ["other.test"]), names);
    const tunnel = await client();
    await tunnel.connect(`${INTERNET}:${site}`);
    tunnel.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
    expect(await tunnel.ended()).not.toContain('"url"');
  });

  it("cuts what a new policy closes, and leaves the rest", async () => {
    const { client, door } = await useGateway(policy("open"), names);
    const [kept, cut] = [await client(), await client()];
    await kept.connect(`good.test:${echo}`);
    await cut.connect(`other.test:${echo}`);
    door().setPolicy(policy("limited", ["good.test"]));
    await cut.ended();
    kept.send("still here");
    expect(await kept.reads("still here")).toContain("still here");
    expect(await (await client()).connect(`other.test:${echo}`)).toContain("x-egress-refusal: not_allowed");
    door().setPolicy(policy("none"));
    await kept.ended();
    expect(await (await client()).connect(`good.test:${echo}`)).toContain("x-egress-refusal: egress_none");
  });

  it("never goes beyond what the operator's profile allows", async () => {
    const { client, door } = await useGateway(policy("open", ["*"]), names, policy("limited", ["good.test"]));
    expect(await (await client()).connect(`good.test:${echo}`)).toContain(" 200 ");
    expect(await (await client()).connect(`other.test:${echo}`)).toContain("x-egress-refusal: not_allowed");
    expect(await (await client()).connect(`${INTERNET}:${echo}`)).toContain("x-egress-refusal: not_allowed");
    door().setPolicy(policy("limited", ["other.test"]));
    expect(await (await client()).connect(`good.test:${echo}`)).toContain("x-egress-refusal: not_allowed");
  });

  it("writes down where it was asked to go, and nothing of what was said", async () => {
    const { client, door } = await useGateway(policy("limited", ["good.test"]), names);
    const tunnel = await client();
    await tunnel.connect(`Good.test:${echo}`);
    tunnel.socket.end("five!");
    await tunnel.ended();
    await (await client()).connect("bad.test:443");
    const [refused, allowed] = door().connections(10);
    expect(refused).toMatchObject({ host: "bad.test", port: 443, address: null, refusal: "not_allowed" });
    expect(allowed).toMatchObject({
      host: "good.test",
      address: INTERNET,
      refusal: null,
      bytesSent: 5,
      bytesReceived: 5,
    });
    expect(JSON.stringify(door().connections(10))).not.toContain("five!");
  });

  it("has only so many connections at once", async () => {
    const { client } = await useGateway(policy("open"), names);
    const tunnels = await Promise.all(Array.from({ length: 8 }, client));
    for (const tunnel of tunnels) expect(await tunnel.connect(`good.test:${echo}`)).toContain(" 200 ");
    expect(await (await client()).connect(`good.test:${echo}`)).toContain("x-egress-refusal: too_many_connections");
    tunnels[0]?.socket.end();
    await tunnels[0]?.ended();
    expect(await (await client()).connect(`good.test:${echo}`)).toContain(" 200 ");
  });

  it("breaks a refusal of plain HTTP off, so that nobody takes it for the page", async () => {
    const { client } = await useGateway(policy("none"));
    const proxy = await client();
    proxy.send("GET http://good.test/ HTTP/1.1\r\nHost: good.test\r\n\r\n");
    const answer = await proxy.ended();
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head).toContain(" 403 ");
    expect(Number(/content-length: (\d+)/.exec(head)?.[1])).toBeGreaterThan(body.length);
    const asking = await client();
    asking.send("HEAD http://good.test/ HTTP/1.1\r\nHost: good.test\r\n\r\n");
    expect(await asking.ended()).toBe("");
  });

  it("survives what is no protocol", async () => {
    const { client } = await useGateway(policy("open"), names);
    for (const junk of [
      "\0\0\0\0",
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "CONNECT  HTTP/1.1\r\n\r\n",
      "\x05\x01\x00\x09\x09\x09\x09",
      "\x04\x01",
    ]) {
      const stranger = await client();
      stranger.socket.end(junk);
      expect(await stranger.ended()).not.toContain(" 200 ");
    }
    expect(await (await client()).connect(`good.test:${echo}`)).toContain(" 200 ");
  });
});
