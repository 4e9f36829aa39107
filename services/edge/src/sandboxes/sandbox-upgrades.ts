import { type IncomingMessage, request as send } from "node:http";
import type { Duplex } from "node:stream";
import { type Logger, newId, type Platform } from "@nexau-cloud/platform";
import { requestHeaders } from "../proxy/forwarded-headers.ts";
import type { isAllowedHost } from "../proxy/host-guard.ts";
import { sandboxTargetOf } from "./sandbox-target.ts";

export interface SandboxUpgradeDeps {
  discovery: Platform["discovery"];
  lane: string | null;
  isAllowedHost: ReturnType<typeof isAllowedHost>;
  domain: string;
  connectTimeoutMs: number;
  log: Logger;
}

/** Takes requests for another protocol (WebSockets, above all) into sandboxes. Nothing else of the cloud speaks one. */
export function createSandboxUpgrades(deps: SandboxUpgradeDeps) {
  return async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const target = sandboxTargetOf(request, deps.domain);
    if (target?.kind !== "sandbox") return refuse(socket, 404, "No WebSocket is served here.");
    if (!target.isNamedByHost && !deps.isAllowedHost(request.headers.host)) {
      return refuse(socket, 403, "This cloud is not called that.");
    }
    try {
      const origin = new URL(await deps.discovery.resolve("sandbox-manager", deps.lane));
      join(request, socket, head, { origin, headers: target.headers, timeoutMs: deps.connectTimeoutMs });
    } catch (error) {
      deps.log.warn({ err: error }, "the sandbox manager cannot be found");
      refuse(socket, 503, "The sandbox manager cannot be reached.");
    }
  };
}

interface Way {
  origin: URL;
  headers: Record<string, string>;
  timeoutMs: number;
}

function join(request: IncomingMessage, socket: Duplex, head: Buffer, { origin, headers, timeoutMs }: Way): void {
  const { remoteAddress = "" } = request.socket;
  const upstream = send({
    host: origin.hostname,
    port: origin.port,
    method: request.method,
    path: request.url,
    headers: {
      ...requestHeaders(request.headers, {
        address: remoteAddress,
        protocol: "http",
        host: request.headers.host ?? "",
        requestId: newId("req"),
      }),
      ...headers,
      connection: "Upgrade",
      upgrade: request.headers.upgrade ?? "",
    },
  });
  socket.once("close", () => upstream.destroy());
  upstream.setTimeout(timeoutMs, () => upstream.destroy(new Error("no answer in time")));
  upstream.once("error", () => refuse(socket, 503, "The sandbox manager cannot be reached."));
  upstream.once("response", (answer) => {
    // No change of protocol: an answer like any other, and the end.
    socket.write(headOf(answer, ["connection: close"]));
    answer.pipe(socket);
  });
  upstream.once("upgrade", (answer, inner, early) => {
    inner.setTimeout(0);
    socket.write(headOf(answer, []));
    if (early.length > 0) socket.write(early);
    if (head.length > 0) inner.write(head);
    inner.on("error", () => socket.destroy());
    inner.once("close", () => socket.destroy());
    socket.once("close", () => inner.destroy());
    inner.pipe(socket).pipe(inner);
  });
  upstream.end();
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage, more: string[]): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const ours = /^(transfer-encoding|keep-alive)$/i.test(name) || (more.length > 0 && /^connection$/i.test(name));
    if (!ours) lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  return `${[...lines, ...more].join("\r\n")}\r\n\r\n`;
}

function refuse(socket: Duplex, code: number, message: string): void {
  if (!socket.writable) return;
  const body = JSON.stringify({ code, message });
  const lines = [
    `HTTP/1.1 ${code} ${message}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
