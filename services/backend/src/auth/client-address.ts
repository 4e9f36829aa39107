import { BlockList, isIP } from "node:net";
import type { FastifyRequest } from "fastify";

export interface ForwardedRequest {
  ip: string;
  /** As the caller typed it: host and port. */
  host: string;
  isHttps: boolean;
}

/** Reads where a request really came from. X-Forwarded-* is believed only from the proxies that are ours. */
export function createForwardedReader(trustedProxies: string[]) {
  const trusted = new BlockList();
  for (const network of trustedProxies) {
    const [address = "", prefix] = network.split("/");
    const kind = address.includes(":") ? "ipv6" : "ipv4";
    if (prefix) trusted.addSubnet(address, Number(prefix), kind);
    else trusted.addAddress(address, kind);
  }

  return function readForwarded(request: FastifyRequest): ForwardedRequest {
    const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const direct = { ip: peer, host: request.headers.host ?? "", isHttps: request.protocol === "https" };
    if (!isIP(peer) || !trusted.check(peer, isIP(peer) === 6 ? "ipv6" : "ipv4")) return direct;
    // The last entry is what our own proxy saw; those before it are whatever the caller wrote.
    const ip = lastOf(request.headers["x-forwarded-for"]);
    return {
      ip: ip && isIP(ip) ? ip : direct.ip,
      host: lastOf(request.headers["x-forwarded-host"]) ?? direct.host,
      isHttps: (lastOf(request.headers["x-forwarded-proto"]) ?? (direct.isHttps ? "https" : "http")) === "https",
    };
  };
}

export type ReadForwarded = ReturnType<typeof createForwardedReader>;

function lastOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.at(-1) : header;
  return text?.split(",").at(-1)?.trim() || undefined;
}
