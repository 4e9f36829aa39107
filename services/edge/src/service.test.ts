import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { useTestPlatform } from "@nexau-cloud/testkit";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { edgeConfig } from "./config.ts";
import { startEdge } from "./service.ts";

/** Stands where a service would: answers as the test says, and remembers what came. */
async function startService() {
  let answer: (incoming: IncomingMessage, response: ServerResponse) => void = (_incoming, response) =>
    response.end("ok");
  const server = createServer((incoming, response) => answer(incoming, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

describe("edge", async () => {
  const platform = await useTestPlatform();
  const backend = await startService();
  const gateway = await startService();
  await platform.discovery.register({ id: "1", service: "backend", url: backend.url, lane: null });
  await platform.discovery.register({ id: "2", service: "agent-gateway", url: gateway.url, lane: null });
  await platform.discovery.register({ id: "3", service: "backend", url: "http://127.0.0.1:9", lane: "dev" });
  const edge = await startEdge(edgeConfig.parse({ port: 0 }), platform);
  const { port } = new URL(edge.url);

  const echo = (name: string) => (incoming: IncomingMessage, response: ServerResponse) => {
    response.setHeader("content-type", "application/json");
    text(incoming).then((body) =>
      response.end(
        JSON.stringify({ name, url: incoming.url, method: incoming.method, headers: incoming.headers, body }),
      ),
    );
  };
  beforeEach(() => {
    backend.answerWith(echo("backend"));
    gateway.answerWith(echo("gateway"));
  });

  it.each([
    ["/api/projects?x=1", "backend"],
    ["/agent-api/chat", "gateway"],
    ["/v1/chat", "gateway"],
  ])("sends %s to the %s, untouched", async (path, name) => {
    const answer = await (await fetch(edge.url + path, { method: "POST", body: '{"a": 1}' })).json();
    expect(answer).toMatchObject({ name, url: path, method: "POST", body: '{"a": 1}' });
  });

  it.each([
    "/apix",
    "/agent-apis/chat",
    "/internal/keys/verify",
    "/api/../internal/keys/verify",
    "/api/%2e%2e/internal/x",
  ])("knows no way to %s", async (path) => {
    // Not fetch: it would tidy the path up before sending it.
    const answer = await new Promise<IncomingMessage>((resolve) => request({ port, path }, resolve).end());
    expect(answer.statusCode).toBe(404);
    expect(JSON.parse(await text(answer))).toMatchObject({ code: "route_not_found" });
  });

  it("does not believe what a caller says of lanes and of who it is", async () => {
    const headers = {
      "x-nexau-lane": "dev",
      "x-forwarded-for": "1.2.3.4",
      "x-real-ip": "1.2.3.4",
      forwarded: "for=1.2.3.4",
    };
    const answer = (await (await fetch(`${edge.url}/api/x`, { headers })).json()) as {
      headers: Record<string, string>;
    };
    expect(answer.headers["x-nexau-lane"]).toBeUndefined();
    expect(answer.headers["x-real-ip"]).toBeUndefined();
    expect(answer.headers.forwarded).toBeUndefined();
    expect(answer.headers["x-forwarded-for"]).toBe("127.0.0.1");
  });

  it("passes an answer on piece by piece, before it is complete", async () => {
    const { promise: firstSeen, resolve: sawFirst } = Promise.withResolvers<void>();
    gateway.answerWith(async (_incoming, response) => {
      response.write("data: 1\n\n");
      await firstSeen;
      response.end("data: 2\n\n");
    });
    const response = await fetch(`${edge.url}/agent-api/chat`);
    const pieces: string[] = [];
    for await (const piece of response.body ?? []) {
      pieces.push(Buffer.from(piece).toString());
      sawFirst();
    }
    expect(pieces.join("")).toBe("data: 1\n\ndata: 2\n\n");
  });

  it("sends the head of a stream that has not said anything yet", async () => {
    gateway.answerWith((_incoming, response) => response.flushHeaders());
    const controller = new AbortController();
    const response = await fetch(`${edge.url}/agent-api/chat`, { signal: controller.signal });
    expect(response.status).toBe(200);
    controller.abort();
  });

  it("cuts the caller's connection when a service dies in the middle of an answer", async () => {
    backend.answerWith((_incoming, response) => {
      response.write("half");
      response.socket?.destroySoon();
    });
    const response = await fetch(`${edge.url}/api/x`);
    await expect(response.text()).rejects.toThrow();
  });

  it("lets go of the service when the caller goes away", async () => {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    gateway.answerWith((_incoming, response) => {
      response.write("data: 1\n\n");
      response.once("close", leave);
    });
    const controller = new AbortController();
    const response = await fetch(`${edge.url}/agent-api/chat`, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    await left;
  });

  it("takes an upload of any size and kind without holding it", async () => {
    backend.answerWith(async (incoming, response) => {
      let bytes = 0;
      for await (const chunk of incoming) bytes += (chunk as Buffer).length;
      response.end(String(bytes));
    });
    const size = 64 * 2 ** 20;
    const body = ReadableStream.from(
      (function* () {
        for (let sent = 0; sent < size; sent += 2 ** 20) yield new Uint8Array(2 ** 20);
      })(),
    );
    const response = await fetch(`${edge.url}/api/uploads/1`, { method: "PUT", body, duplex: "half" });
    expect(await response.text()).toBe(String(size));
  });

  it("says which service cannot be reached", async () => {
    backend.answerWith((incoming) => incoming.socket.destroy());
    const response = await fetch(`${edge.url}/api/x`);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      code: "service_unreachable",
      detail: expect.stringContaining("backend"),
    });
  });

  it("refuses a request that could be read as two", async () => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.end("POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080"])(
    "answers no page that calls this machine %s",
    async (host) => {
      const answer = await new Promise<IncomingMessage>((resolve) =>
        request({ port, path: "/api/x", headers: { host } }, resolve).end(),
      );
      expect(answer.statusCode).toBe(403);
      expect(JSON.parse(await text(answer))).toMatchObject({ code: "host_not_allowed" });
    },
  );

  it.each(["localhost", "LOCALHOST:8080", "a.localhost", "127.0.0.1", "[::1]:8080", "10.0.0.5"])(
    "answers to %s",
    async (host) => {
      const answer = await new Promise<IncomingMessage>((resolve) =>
        request({ port, path: "/api/x", headers: { host } }, resolve).end(),
      );
      expect(answer.statusCode).toBe(200);
      answer.resume();
    },
  );

  it("is well when every service is, and names those that are not", async () => {
    const response = await fetch(`${edge.url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "unavailable",
      missing: ["session-manager", "agent-runtime", "runtime-sidecar", "sandbox-manager"],
    });
  });

  it("shows at / how the cloud is and what to do next, without loading anything from elsewhere", async () => {
    const response = await fetch(edge.url);
    const page = await response.text();
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page).toContain("npx nexau-cloud");
    expect(page).toContain("session-manager");
    expect(page).not.toMatch(/(src|href)="http/);
  });
});
