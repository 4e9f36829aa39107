import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { OpenSandbox } from "../test-support/open-sandbox.ts";
import { useSandboxManager } from "../test-support/sandbox-manager-under-test.ts";

/** Answers with what it got; at /slow in two pieces, the second when /go was asked for; takes upgrades and says all back. */
const SERVER = `
const http = require("http");
let finish = () => undefined;
const server = http.createServer((request, response) => {
  if (request.url === "/slow") { response.write("first"); finish = () => response.end("last"); return; }
  if (request.url === "/broken") { response.writeHead(200, { "content-length": 100 }); response.write("half", () => response.destroy()); return; }
  if (request.url === "/go") finish();
  let bytes = 0;
  request.on("data", (data) => { bytes += data.length; });
  request.on("end", () => response.end(JSON.stringify({ url: request.url, method: request.method, bytes, headers: request.headers })));
});
server.on("upgrade", (request, socket, head) => {
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: echo\\r\\n\\r\\nhello " + JSON.stringify(request.headers));
  if (head.length) socket.write(head);
  socket.pipe(socket);
});
server.listen(Number(process.argv[2]), process.argv[3], () => console.log("ready"));
`;

async function serve(sandbox: OpenSandbox, port: number, host: string): Promise<void> {
  await sandbox.write("server.js", SERVER);
  const start = `/opt/sandboxd/bin/node server.js ${port} ${host} > ${port}.log 2>&1 &`;
  await sandbox.run(`${start} until grep -q ready ${port}.log; do sleep 0.02; done`, { timeoutMs: 20_000 });
}

describe("traffic to a port inside", async () => {
  const manager = await useSandboxManager();
  const sandbox = await manager.open("session-1");
  await serve(sandbox, 8000, "127.0.0.1");
  const { hostname, port: managerPort } = new URL(manager.url);

  function ask(path: string, options: { port?: number; method?: string; headers?: object; body?: string } = {}) {
    const { port = 8000, method = "GET", headers = {}, body } = options;
    const routing = { "e2b-sandbox-id": sandbox.id, "e2b-sandbox-port": String(port) };
    const outgoing = httpRequest({
      host: hostname,
      port: managerPort,
      path,
      method,
      headers: { ...routing, ...headers },
    });
    outgoing.end(body);
    return outgoing;
  }
  async function answerOf(outgoing: ReturnType<typeof ask>) {
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  }

  it.each([
    [8001, "127.0.0.1"],
    [8002, "::1"],
    [8003, "0.0.0.0"],
  ])("reaches port %s of a service that listens on %s", async (port, host) => {
    await serve(sandbox, port, host);
    expect(await answerOf(ask("/x?y=z", { port }))).toMatchObject({
      status: 200,
      body: expect.stringContaining('"/x?y=z"'),
    });
  });

  it("brings bodies in, and keeps what is between the caller and us", async () => {
    const secret = { "e2b-traffic-access-token": "secret", "x-mine": "yes", host: "8000-x.example" };
    const { body } = await answerOf(ask("/post", { method: "POST", headers: secret, body: "x".repeat(1_000_000) }));
    const seen = JSON.parse(body);
    expect(seen).toMatchObject({
      method: "POST",
      bytes: 1_000_000,
      headers: { "x-mine": "yes", host: "8000-x.example" },
    });
    expect(Object.keys(seen.headers).filter((name) => name.startsWith("e2b-"))).toEqual([]);
  });

  it("passes an answer on as it comes, and does not make a broken one whole", async () => {
    const [slow] = (await once(ask("/slow"), "response")) as [IncomingMessage];
    const pieces = slow[Symbol.asyncIterator]();
    expect(String((await pieces.next()).value)).toBe("first");
    await answerOf(ask("/go"));
    expect(String((await pieces.next()).value)).toBe("last");
    const [broken] = (await once(ask("/broken"), "response")) as [IncomingMessage];
    await expect(text(broken)).rejects.toThrow();
  });

  it("speaks other protocols where the service does", async () => {
    const outgoing = ask("/socket", { headers: { connection: "Upgrade", upgrade: "echo" } });
    const [response, socket, head] = (await once(outgoing, "upgrade")) as [IncomingMessage, Socket, Buffer];
    expect(response.headers.upgrade).toBe("echo");
    if (head.length > 0) socket.unshift(head);
    socket.end("and the last words");
    const said = await text(socket);
    expect(said).toContain("hello");
    expect(said).toContain("and the last words");
    expect(said).not.toContain("e2b-sandbox-id");
  });

  it("answers E2B's 502 where nobody listens, for requests and for other protocols", async () => {
    const expected = {
      sandboxId: sandbox.id,
      message: "The sandbox is running but port is not open",
      port: 9999,
      code: 502,
    };
    for (const headers of [{}, { connection: "Upgrade", upgrade: "websocket" }]) {
      const { status, body } = await answerOf(ask("/", { port: 9999, headers }));
      expect([status, JSON.parse(body)]).toEqual([502, expected]);
    }
    // The way out of the sandbox is not a way in.
    expect((await answerOf(ask("/", { port: 49_982 }))).status).toBe(502);
  });

  it("takes requests from many at once", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => answerOf(ask(`/${index}`))));
    expect(answers.map(({ body }) => JSON.parse(body).url)).toEqual(answers.map((_, index) => `/${index}`));
  });

  it("breaks off with the sandbox", async () => {
    const other = await manager.open("session-2");
    await serve(other, 8000, "127.0.0.1");
    const headers = { "e2b-sandbox-id": other.id, connection: "Upgrade", upgrade: "echo" };
    const [, socket] = (await once(ask("/", { headers }), "upgrade")) as [IncomingMessage, Socket];
    const closed = once(socket.resume(), "close");
    await manager.remove("session-2");
    await closed;
    expect((await answerOf(ask("/", { headers: { "e2b-sandbox-id": other.id } }))).status).toBe(502);
  });
});
