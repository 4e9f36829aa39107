import { request } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { controlToken, useDaemon } from "../test-support/daemon-under-test.ts";
import { EGRESS_PORT } from "./egress-port.ts";

async function useEcho(host: string): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  afterAll(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

describe("the tunnel to a port inside", async () => {
  const daemon = await useDaemon();

  function tunnel(target: string, headers: Record<string, string> = { "x-control-token": controlToken }) {
    const outgoing = request({ host: "127.0.0.1", port: daemon.port, method: "CONNECT", path: target, headers });
    return new Promise<{ status: number; socket: Socket }>((resolve, reject) => {
      outgoing.on("connect", ({ statusCode = 0 }, socket) => resolve({ status: statusCode, socket: socket as Socket }));
      outgoing.on("error", reject);
      outgoing.end();
    });
  }

  it.each(["127.0.0.1", "::1"])("reaches a service that listens on %s alone, to the last byte", async (host) => {
    const { status, socket } = await tunnel(`localhost:${await useEcho(host)}`);
    expect(status).toBe(200);
    const sent = "x".repeat(3_000_000);
    socket.end(sent);
    expect(await text(socket)).toBe(sent);
  });

  it("answers 502 for a port that nobody listens on, and for the way out", async () => {
    expect((await tunnel("localhost:1")).status).toBe(502);
    expect((await tunnel(`localhost:${EGRESS_PORT}`)).status).toBe(502);
  });

  it("goes nowhere else", async () => {
    const port = await useEcho("127.0.0.1");
    for (const target of [`127.0.0.1:${port}`, `example.com:${port}`, "localhost:0", "localhost:65536", "localhost"]) {
      expect((await tunnel(target)).status).toBe(400);
    }
  });

  it("opens to the manager's token alone", async () => {
    const target = `localhost:${await useEcho("127.0.0.1")}`;
    expect((await tunnel(target, {})).status).toBe(401);
    expect((await tunnel(target, { "x-control-token": "another" })).status).toBe(401);
    expect((await tunnel(target, { "x-access-token": controlToken })).status).toBe(401);
  });
});
