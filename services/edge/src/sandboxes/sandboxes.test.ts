import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { useTestPlatform } from "@nexau-cloud/testkit";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { edgeConfig } from "../config.ts";
import { startEdge } from "../service.ts";

const id = `i${"a".repeat(20)}`;

describe("the way into sandboxes", async () => {
  const platform = await useTestPlatform();
  let answer: (incoming: IncomingMessage, response: ServerResponse) => void;
  /** In place of the sandbox manager: says what came. */
  const manager = createServer((incoming, response) => answer(incoming, response));
  manager.on("upgrade", (incoming, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    socket.write(`${incoming.headers["e2b-sandbox-id"]}:${incoming.headers["e2b-sandbox-port"]} ${incoming.url}\n`);
    socket.pipe(socket);
  });
  manager.listen(0, "127.0.0.1");
  await once(manager, "listening");
  afterAll(() => {
    manager.closeAllConnections();
    manager.close();
  });
  const managerUrl = `http://127.0.0.1:${(manager.address() as AddressInfo).port}`;
  await platform.discovery.register({ id: "1", service: "sandbox-manager", url: managerUrl, lane: null });
  const edge = await startEdge(edgeConfig.parse({ port: 0, sandboxDomain: "sandbox.localhost" }), platform);
  const { port } = new URL(edge.url);

  beforeEach(() => {
    answer = (incoming, response) => {
      response.setHeader("content-type", "application/json");
      text(incoming).then((body) =>
        response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers, body })),
      );
    };
  });

  function raw(path: string, headers: Record<string, string>, method = "GET") {
    return new Promise<{ status: number; body: Record<string, never>; headers: IncomingMessage["headers"] }>(
      (resolve, reject) => {
        const outgoing = request({ port, path, method, headers }, async (response) => {
          const body = await text(response);
          resolve({ status: response.statusCode ?? 0, body: body ? JSON.parse(body) : {}, headers: response.headers });
        });
        outgoing.on("error", reject).end();
      },
    );
  }

  it("is open to a host that names a port and a sandbox", async () => {
    const { body } = await raw("/x?y=1", { host: `3000-${id}.sandbox.localhost:8080` });
    expect(body).toMatchObject({
      url: "/x?y=1",
      headers: { "e2b-sandbox-id": id, "e2b-sandbox-port": "3000", host: `3000-${id}.sandbox.localhost:8080` },
    });
  });

  it("lets the host speak where headers say something else", async () => {
    const headers = { host: `3000-${id}.sandbox.localhost`, "e2b-sandbox-id": "iother", "e2b-sandbox-port": "1" };
    expect((await raw("/", headers)).body).toMatchObject({
      headers: { "e2b-sandbox-id": id, "e2b-sandbox-port": "3000" },
    });
  });

  it.each([
    "x.sandbox.localhost",
    `0-${id}.sandbox.localhost`,
    `65536-${id}.sandbox.localhost`,
    "3000-.sandbox.localhost",
  ])("is closed to %s", async (host) => {
    expect(await raw("/", { host })).toMatchObject({ status: 400, body: { code: 400 } });
  });

  it("is open to headers on any path, even where another service would answer", async () => {
    const headers = { "e2b-sandbox-id": id, "e2b-sandbox-port": "49983" };
    for (const path of ["/health", "/api/x", "/e2b/x", "/"]) {
      expect((await raw(path, headers)).body).toMatchObject({ url: path, headers });
    }
    expect((await raw("/health", { "e2b-sandbox-id": id })).body).toMatchObject({ url: "/health" });
  });

  it("does not let a strange page in by headers", async () => {
    const headers = { host: "evil.example", "e2b-sandbox-id": id, "e2b-sandbox-port": "49983" };
    expect((await raw("/files", headers)).status).toBe(403);
  });

  it("answers browsers that ask whether they may send the headers", async () => {
    const asked = await raw(
      "/files",
      { "access-control-request-headers": "e2b-sandbox-id, x-access-token" },
      "OPTIONS",
    );
    expect(asked.status).toBe(204);
    expect(asked.headers["access-control-allow-origin"]).toBe("*");
  });

  it("leads to the E2B API by path and by host, and says what sandboxes are called by", async () => {
    const domain = `sandbox.localhost:${port}`;
    const told = { "x-nexau-sandbox-domain": domain };
    expect((await raw("/e2b/v2/sandboxes?limit=1", { "x-nexau-sandbox-domain": "evil.example" })).body).toMatchObject({
      url: "/e2b/v2/sandboxes?limit=1",
      headers: told,
    });
    expect((await raw("/sandboxes", { host: `api.${domain}` })).body).toMatchObject({
      url: "/e2b/sandboxes",
      headers: told,
    });
  });

  it("knows no way from there to the sandbox manager's own routes", async () => {
    for (const path of ["/e2b/../sandboxes", "/e2b/%2e%2e/sandboxes", "/e2bx/sandboxes"]) {
      expect((await raw(path, {})).status).toBe(404);
    }
    const { body } = await raw("/../sandboxes", { host: "api.sandbox.localhost" });
    expect(body).toMatchObject({ url: "/e2b/sandboxes" });
  });

  it("breaks off where the sandbox does", async () => {
    answer = (_incoming, response) => {
      response.write("half");
      response.socket?.destroySoon();
    };
    const headers = { "e2b-sandbox-id": id, "e2b-sandbox-port": "49983" };
    await expect(fetch(edge.url, { headers }).then((response) => response.text())).rejects.toThrow();
  });

  it("does not call a sandbox dead that it cannot reach", async () => {
    answer = (incoming) => incoming.socket.destroy();
    expect(await raw("/health", { "e2b-sandbox-id": id, "e2b-sandbox-port": "49983" })).toMatchObject({
      status: 503,
      body: { code: 503 },
    });
  });

  it("carries another protocol both ways", async () => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `GET /chat HTTP/1.1\r\nHost: 3000-${id}.sandbox.localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`,
    );
    let seen = "";
    for await (const chunk of socket) {
      seen += chunk;
      if (seen.includes("/chat\n") && !seen.includes("ping")) socket.write("ping");
      if (seen.endsWith("ping")) break;
    }
    expect(seen).toContain("101 Switching Protocols");
    expect(seen).toContain(`${id}:3000 /chat\nping`);
  });

  it("speaks no other protocol with anything else", async () => {
    for (const path of ["/api/x", "/e2b/sandboxes"]) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
    }
  });
});
