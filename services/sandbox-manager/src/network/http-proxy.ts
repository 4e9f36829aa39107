import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { endToEnd } from "../proxy/forward.ts";
import type { EgressDoor } from "./egress-door.ts";
import { hostText } from "./host.ts";
import { EgressRefusal, statusOf } from "./refusal.ts";
import { joinTunnel } from "./tunnel.ts";

/** The door as an HTTP proxy: CONNECT for everything, and requests with a whole URL for plain HTTP. Does not listen itself. */
export function createHttpProxy(door: EgressDoor): Server {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 30_000 }, (request, response) => {
    void sendOn(door, request, response);
  });
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    void openTunnel(door, request, client, head);
  });
  return server;
}

async function openTunnel(door: EgressDoor, request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
  client.on("error", () => client.destroy());
  try {
    const connection = await door.connect({ ...parseAuthority(request.url ?? "", undefined), protocol: "connect" });
    if (client.destroyed) {
      connection.socket.destroy();
      return;
    }
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    joinTunnel(client, connection, head);
  } catch (error) {
    const refusal = refusalFrom(error);
    client.end(`${refusalHead(refusal)}content-length: ${refusal.message.length + 1}\r\n\r\n${refusal.message}\n`);
  }
}

async function sendOn(door: EgressDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Without a listener a failing response would end this process.
  response.on("error", () => response.destroy());
  try {
    const target = parseUrl(request.url ?? "");
    const { socket, host } = await door.connect({ ...target, protocol: "http" });
    const name = hostText(host).includes(":") ? `[${hostText(host)}]` : hostText(host);
    const outgoing = httpRequest({
      // In place of an agent, which would connect by itself.
      createConnection: () => socket,
      setHost: false,
      method: request.method ?? "GET",
      path: target.path,
      // The URL is what was checked, and so what the other side is told.
      headers: [
        "Host",
        withPort(name, target.port),
        ...withoutHost(endToEnd(request.rawHeaders)),
        "Connection",
        "close",
      ],
    });
    response.once("close", () => socket.destroy());
    outgoing.on("error", () => socket.destroy());
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve);
      socket.once("close", () => reject(new EgressRefusal("unreachable")));
    });
    request.pipe(outgoing);
    const answer = await answered;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    await pipeline(answer, response);
  } catch (error) {
    refuse(request, response, refusalFrom(error));
  }
}

/**
 * Many programs look only at whether an answer came, and would take the refusal for the page: so it breaks off after its
 * text, and where there is no text (HEAD) there is no answer.
 */
function refuse(request: IncomingMessage, response: ServerResponse, refusal: EgressRefusal): void {
  const { socket } = request;
  if (response.headersSent || request.method === "HEAD") {
    socket.destroy();
    return;
  }
  request.unpipe();
  request.resume();
  socket.end(`${refusalHead(refusal)}content-length: ${refusal.message.length + 2}\r\n\r\n${refusal.message}\n`);
}

function refusalHead(refusal: EgressRefusal): string {
  const status = statusOf(refusal);
  const phrase = { 400: "Bad Request", 403: "Forbidden", 502: "Bad Gateway" }[status] ?? "Refused";
  return [
    `HTTP/1.1 ${status} ${phrase}`,
    "content-type: text/plain",
    `x-egress-refusal: ${refusal.reason}`,
    "connection: close",
    "",
  ].join("\r\n");
}

const refusalFrom = (error: unknown) => (error instanceof EgressRefusal ? error : new EgressRefusal("unreachable"));

/** Not by `new URL`, which would decode, skip and rewrite what is to be checked. */
function parseUrl(text: string): { host: string; port: number; path: string } {
  const match = /^http:\/\/([^/?#]*)([^#]*)/i.exec(text);
  const [, authority = "", rest = ""] = match ?? [];
  const withoutUser = authority.slice(authority.lastIndexOf("@") + 1);
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  return { ...parseAuthority(withoutUser, 80), path };
}

function parseAuthority(text: string, defaultPort: number | undefined): { host: string; port: number } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[2] === undefined ? defaultPort : Number(match[2]);
  if (!match?.[1] || port === undefined) throw new EgressRefusal("host_invalid");
  return { host: match[1], port };
}

const withPort = (name: string, port: number) => (port === 80 ? name : `${name}:${port}`);

function withoutHost(headers: string[]): string[] {
  return headers.filter((_text, index) => headers[index - (index % 2)]?.toLowerCase() !== "host");
}
