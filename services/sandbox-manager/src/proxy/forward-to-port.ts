import type { IncomingMessage, ServerResponse } from "node:http";
import { Client } from "undici";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import { forward } from "./forward.ts";

/** Between the callers and us: what is behind a port has no business with them. */
const OURS = new Set(["e2b-sandbox-id", "e2b-sandbox-port", "e2b-traffic-access-token"]);

/**
 * Sends a request on to whatever listens on that port inside. False when nobody does; nothing has been answered then.
 * Each request has a connection of its own, so that none is sent into one which the other side is just closing.
 */
export async function forwardToPort(
  request: IncomingMessage,
  response: ServerResponse,
  sandbox: Pick<LiveSandbox, "ports">,
  port: number,
): Promise<boolean> {
  const socket = await sandbox.ports.open(port);
  if (!socket) return false;
  const client = new Client(`http://localhost:${port}`, {
    // Not before it has noted that it connects: it would connect again and again.
    connect: (_options, done) => queueMicrotask(() => done(null, socket)),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  request.rawHeaders = withoutOurs(request.rawHeaders);
  try {
    await forward(request, response, client);
    return true;
  } finally {
    await client.destroy();
  }
}

/** Names and values in turn. */
export function withoutOurs(headers: string[]): string[] {
  return headers.filter((_text, index) => !OURS.has(headers[index - (index % 2)]?.toLowerCase() ?? ""));
}
