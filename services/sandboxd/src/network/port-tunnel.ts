import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { sameText } from "../http/access.ts";
import { EGRESS_PORT } from "./egress-port.ts";
import { joinStreams } from "./join-streams.ts";

/** Where services inside listen. Most take IPv4, some only the other. */
const LOOPBACK = ["127.0.0.1", "::1"];

/**
 * `CONNECT localhost:<port>`: the manager's way to a service that listens inside, be it on loopback alone. 502 when
 * nothing listens there. The port of the way out is none of them: from outside it would be everybody's proxy.
 */
export async function openPortTunnel(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  controlToken: string,
): Promise<void> {
  client.on("error", () => client.destroy());
  const token = request.headers["x-control-token"];
  if (typeof token !== "string" || !sameText(token, controlToken)) return refuse(client, "401 Unauthorized");
  const port = Number(/^localhost:(\d{1,5})$/.exec(request.url ?? "")?.[1]);
  if (!(port >= 1 && port <= 65_535)) return refuse(client, "400 Bad Request");
  const service = port === EGRESS_PORT ? undefined : await connectLoopback(port);
  if (!service) return refuse(client, "502 Bad Gateway");
  client.write("HTTP/1.1 200 OK\r\n\r\n");
  if (head.length > 0) service.write(head);
  joinStreams(client, service);
}

function refuse(client: Duplex, status: string): void {
  client.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}

async function connectLoopback(port: number): Promise<Socket | undefined> {
  for (const host of LOOPBACK) {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return socket;
  }
  return undefined;
}
