import type { IncomingMessage, ServerResponse } from "node:http";
import { type Logger, ServiceError } from "@nexau-cloud/platform";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import { forward } from "./forward.ts";

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
const DAEMON_PORT = "49983";

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

  return async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sandboxId = request.headers["e2b-sandbox-id"];
    const port = request.headers["e2b-sandbox-port"];
    if (typeof sandboxId !== "string" || typeof port !== "string") {
      return refuse(response, 400, { message: "missing header" });
    }
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535 || !request.url?.startsWith("/")) {
      return refuse(response, 400, { message: "bad port or path" });
    }
    const path = request.url.split("?", 1)[0] ?? "/";
    if (port === DAEMON_PORT && isInternal(path)) return refuse(response, 404, { message: "not found", path });
    const refusal = await admission({ sandboxId, port: Number(port), forDaemon: port === DAEMON_PORT }, request);
    if (refusal) return refuse(response, refusal.status, refusal.body);
    const sandbox = find(sandboxId);
    if (!sandbox || sandbox.frozenAt !== undefined)
      return refuse(response, 502, { sandboxId, message: "The sandbox was not found" });
    if (port !== DAEMON_PORT) {
      const message = "The sandbox is running but port is not open";
      return refuse(response, 502, { sandboxId, message, port: Number(port) });
    }
    const done = sandbox.use();
    try {
      await forward(request, response, sandbox.pool);
    } catch (error) {
      log.debug({ err: error, sandboxId }, "a request could not reach its sandbox");
      refuse(response, 502, { sandboxId, message: "The sandbox was not found" });
    } finally {
      done();
    }
  };
}

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

function refuse(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const text = JSON.stringify({ ...body, code: status });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "access-control-allow-origin": "*",
  });
  response.end(text);
}
