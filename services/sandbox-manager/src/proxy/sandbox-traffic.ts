import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type Logger, ServiceError } from "@nexau-cloud/platform";
import { joinStreams } from "../network/join-streams.ts";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import { forward } from "./forward.ts";
import { forwardToPort, withoutOurs } from "./forward-to-port.ts";

export interface TrafficTarget {
  sandboxId: string;
  port: number;
  /** Whether it is for the daemon, which asks for the access token itself. */
  forDaemon: boolean;
}

/** What a request gets that may not go in. */
export interface TrafficRefusal {
  status: number;
  body: Record<string, unknown>;
}

export interface SandboxTrafficDeps {
  /** Asked first; it may wake the sandbox. */
  admit(target: TrafficTarget, request: IncomingMessage): Promise<TrafficRefusal | undefined>;
  find(sandboxId: string): LiveSandbox | undefined;
  log: Logger;
}

/** Where sandboxd is, whatever it really listens on. */
const DAEMON_PORT = 49983;

const REFUSAL_HEADERS = { "content-type": "application/json", "access-control-allow-origin": "*" };

/** Between the manager and the daemon only. The daemon demands a token for them, too, and knows each path in one spelling. */
const INTERNAL_PATHS = ["init", "freeze", "unfreeze", "collapse", "fsfreeze", "fsthaw", "upgrade"];

export const isSandboxTraffic = ({ headers }: IncomingMessage): boolean =>
  headers["e2b-sandbox-id"] !== undefined || headers["e2b-sandbox-port"] !== undefined;

/** Requests that name a sandbox and a port go into it as they are. Who may do what in there, the sandbox itself checks. */
export function createSandboxTraffic({ admit, find, log }: SandboxTrafficDeps) {
  async function admission(target: TrafficTarget, request: IncomingMessage): Promise<TrafficRefusal | undefined> {
    try {
      return await admit(target, request);
    } catch (error) {
      const { status, message } = ServiceError.from(error);
      log.warn({ err: error, sandboxId: target.sandboxId }, "a sandbox could not be woken");
      return { status, body: { sandboxId: target.sandboxId, message } };
    }
  }

  /** The sandbox that a request is for and may go into, or what it gets instead. */
  async function enter(request: IncomingMessage): Promise<{ sandbox: LiveSandbox; port: number } | TrafficRefusal> {
    const sandboxId = request.headers["e2b-sandbox-id"];
    const port = request.headers["e2b-sandbox-port"];
    if (typeof sandboxId !== "string" || typeof port !== "string") {
      return { status: 400, body: { message: "missing header" } };
    }
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535 || !request.url?.startsWith("/")) {
      return { status: 400, body: { message: "bad port or path" } };
    }
    const path = request.url.split("?", 1)[0] ?? "/";
    const forDaemon = Number(port) === DAEMON_PORT;
    if (forDaemon && isInternal(path)) return { status: 404, body: { message: "not found", path } };
    const refusal = await admission({ sandboxId, port: Number(port), forDaemon }, request);
    if (refusal) return refusal;
    const sandbox = find(sandboxId);
    if (!sandbox || sandbox.frozenAt !== undefined) return notFound(sandboxId);
    return { sandbox, port: Number(port) };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entered = await enter(request);
    if (!("sandbox" in entered)) return refuse(response, entered);
    const { sandbox, port } = entered;
    const done = sandbox.use();
    try {
      if (port === DAEMON_PORT) await forward(request, response, sandbox.pool);
      else if (!(await forwardToPort(request, response, sandbox, port))) refuse(response, portClosed(sandbox.id, port));
    } catch (error) {
      log.debug({ err: error, sandboxId: sandbox.id }, "a request could not reach its sandbox");
      refuse(response, notFound(sandbox.id));
    } finally {
      done();
    }
  }

  /** A request for another protocol, WebSockets for example, and whatever is spoken then. */
  async function upgrade(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on("error", () => client.destroy());
    const entered = isSandboxTraffic(request)
      ? await enter(request)
      : { status: 404, body: { message: "no other protocol is spoken here" } };
    if (!("sandbox" in entered)) return refuseUpgrade(client, entered);
    const { sandbox, port } = entered;
    const done = sandbox.use();
    client.once("close", done);
    try {
      const socket = port === DAEMON_PORT ? undefined : await sandbox.ports.open(port);
      if (!socket) return refuseUpgrade(client, portClosed(sandbox.id, port));
      socket.write(headOf(request));
      if (head.length > 0) socket.write(head);
      joinStreams(client, socket);
    } catch (error) {
      log.debug({ err: error, sandboxId: sandbox.id }, "a request could not reach its sandbox");
      refuseUpgrade(client, notFound(sandbox.id));
    }
  }

  return { handle, upgrade };
}

const notFound = (sandboxId: string): TrafficRefusal => ({
  status: 502,
  body: { sandboxId, message: "The sandbox was not found" },
});

const portClosed = (sandboxId: string, port: number): TrafficRefusal => ({
  status: 502,
  body: { sandboxId, message: "The sandbox is running but port is not open", port },
});

/** However it is written: encoded once or more, with empty or dotted parts. */
function isInternal(path: string): boolean {
  let plain = path;
  for (let round = 0; round < 4 && plain.includes("%"); round++) {
    const decoded = plain.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded === plain) break;
    plain = decoded;
  }
  const parts: string[] = [];
  for (const part of plain.toLowerCase().split(/[/\\;]/)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length > 0 && INTERNAL_PATHS.includes(parts[0] ?? "");
}

function refuse(response: ServerResponse, { status, body }: TrafficRefusal): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const text = JSON.stringify({ ...body, code: status });
  response.writeHead(status, { ...REFUSAL_HEADERS, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

function refuseUpgrade(client: Duplex, { status, body }: TrafficRefusal): void {
  const text = JSON.stringify({ ...body, code: status });
  const headers = { ...REFUSAL_HEADERS, "content-length": Buffer.byteLength(text), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  client.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", text].join("\r\n"));
}

/** The head of a request as it came, without what is between us and the caller. */
function headOf({ method, url, rawHeaders }: IncomingMessage): Buffer {
  const headers = withoutOurs(rawHeaders);
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
