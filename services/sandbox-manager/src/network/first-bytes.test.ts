import { Duplex } from "node:stream";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { readFirstBytes } from "./first-bytes.ts";

/** What a real client says first. */
function helloFor(servername: string | undefined): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        resolve(chunk);
        done();
      },
    });
    connect({ socket: wire, ...(servername ? { servername } : {}) }).on("error", () => undefined);
  });
}

/** The same handshake in records of a few bytes. */
function inSmallRecords(hello: Buffer, size: number): Buffer {
  const handshake = hello.subarray(5);
  const parts: Buffer[] = [];
  for (let at = 0; at < handshake.length; at += size) {
    const piece = handshake.subarray(at, at + size);
    parts.push(Buffer.from([22, 3, 1, piece.length >> 8, piece.length & 255]), piece);
  }
  return Buffer.concat(parts);
}

describe("the first bytes of a connection", async () => {
  const hello = await helloFor("example.com");

  it("name the server that TLS is meant for", () => {
    expect(readFirstBytes(hello)).toEqual({ kind: "named", serverName: "example.com" });
  });

  it("name it however they are cut", () => {
    expect(readFirstBytes(inSmallRecords(hello, 7))).toEqual({ kind: "named", serverName: "example.com" });
    for (let length = 1; length < hello.length; length++) {
      expect(readFirstBytes(hello.subarray(0, length)).kind).toBe("more");
    }
  });

  it("are TLS without a name where the client gives none", async () => {
    expect(readFirstBytes(await helloFor(undefined))).toEqual({ kind: "named", serverName: undefined });
  });

  it("have no name that could be believed where lengths lie", () => {
    for (let at = 5; at < Math.min(hello.length, 200); at++) {
      const broken = Buffer.from(hello);
      broken[at] = 255;
      expect(["more", "named"]).toContain(readFirstBytes(broken).kind);
    }
    expect(readFirstBytes(Buffer.from([22, 3, 1, 0, 0, 1, 2, 3]))).toEqual({ kind: "named", serverName: undefined });
  });

  it("name the host that HTTP is meant for, if it is one", () => {
    const read = (text: string) => readFirstBytes(Buffer.from(text));
    expect(read("GET / HTTP/1.1\r\nhost: Example.com:80\r\n\r\n")).toEqual({
      kind: "named",
      serverName: "Example.com",
    });
    expect(read("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")).toEqual({ kind: "named", serverName: undefined });
    expect(read("GET / HTTP/1.1\r\nAccept: */*\r\n\r\n")).toEqual({ kind: "named", serverName: undefined });
    expect(read("GET / HTT")).toEqual({ kind: "more" });
    expect(read("SSH-2.0-OpenSSH\r\n")).toEqual({ kind: "other" });
    expect(read("EHLO me\r\n")).toEqual({ kind: "other" });
  });
});
