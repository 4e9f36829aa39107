import type { IncomingHttpHeaders } from "node:http";
import { LANE_HEADER, REQUEST_ID_HEADER } from "@nexau-cloud/platform";

/** Headers of one connection, not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Tells the sandbox manager what sandboxes are called by at this door. */
export const SANDBOX_DOMAIN_HEADER = "x-nexau-sandbox-domain";

/** Set by the edge alone: what a caller sends under these names would be believed further in. */
const EDGE_ONLY = new Set([
  LANE_HEADER,
  REQUEST_ID_HEADER,
  SANDBOX_DOMAIN_HEADER,
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-real-ip",
  "expect",
]);

export interface Caller {
  address: string;
  protocol: "http" | "https";
  host: string;
  requestId: string;
}

/** The headers that go on to the service: the caller's, less those of the connection, and who the caller is. */
export function requestHeaders(headers: IncomingHttpHeaders, caller: Caller): Record<string, string | string[]> {
  const named = connectionOptions(headers.connection);
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || HOP_BY_HOP.has(name) || EDGE_ONLY.has(name) || named.has(name)
      ? []
      : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(kept),
    [REQUEST_ID_HEADER]: caller.requestId,
    "x-forwarded-for": caller.address,
    "x-forwarded-proto": caller.protocol,
    "x-forwarded-host": caller.host,
  };
}

/** The headers that go back to the caller. */
export function responseHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> {
  const connection = headers.connection;
  const named = connectionOptions(typeof connection === "string" ? connection : undefined);
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || HOP_BY_HOP.has(name) || named.has(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

function connectionOptions(connection: string | undefined): Set<string> {
  return new Set((connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
}
