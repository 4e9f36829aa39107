import type { IncomingMessage } from "node:http";

/** Where a request goes that has to do with sandboxes: into one of them, to the E2B API, or nowhere. */
export type SandboxTarget =
  | { kind: "sandbox"; headers: Record<string, string>; isNamedByHost: boolean }
  | { kind: "api"; path: string; isNamedByHost: boolean }
  | { kind: "preflight" }
  | { kind: "refused"; message: string };

const ID_HEADER = "e2b-sandbox-id";
const PORT_HEADER = "e2b-sandbox-port";
const PORT_AND_ID = /^(\d{1,5})-([a-z0-9]{1,57})$/;

/**
 * Tells by Host first (`<port>-<sandbox id>.<domain>`, `api.<domain>`), then by headers, then by path. Undefined for
 * everything else. `domain` comes without a port.
 */
export function sandboxTargetOf(request: IncomingMessage, domain: string): SandboxTarget | undefined {
  const host = (request.headers.host ?? "").toLowerCase().replace(/:\d*$/, "");
  const url = request.url ?? "/";
  if (host.endsWith(`.${domain}`)) return targetOfLabel(host.slice(0, -domain.length - 1), url);
  const [id, port] = [request.headers[ID_HEADER], request.headers[PORT_HEADER]];
  if (id !== undefined || port !== undefined) {
    // What is wrong with them, the sandbox manager says.
    return { kind: "sandbox", headers: {}, isNamedByHost: host === domain };
  }
  if (request.method === "OPTIONS" && asksForRouting(request)) return { kind: "preflight" };
  const { pathname } = new URL(url, "http://edge.invalid");
  if (pathname === "/e2b" || pathname.startsWith("/e2b/")) return { kind: "api", path: url, isNamedByHost: false };
  return undefined;
}

function targetOfLabel(label: string, url: string): SandboxTarget {
  if (label === "api") {
    const { pathname, search } = new URL(url, "http://edge.invalid");
    return { kind: "api", path: `/e2b${pathname}${search}`, isNamedByHost: true };
  }
  const [, port, id] = PORT_AND_ID.exec(label) ?? [];
  if (!port || !id || Number(port) < 1 || Number(port) > 65_535) {
    return { kind: "refused", message: "The host is not <port>-<sandbox id> of this cloud's sandbox domain" };
  }
  return { kind: "sandbox", headers: { [ID_HEADER]: id, [PORT_HEADER]: port }, isNamedByHost: true };
}

/** A browser asks before it sends them, and does not send them with the question. */
function asksForRouting({ headers }: IncomingMessage): boolean {
  return String(headers["access-control-request-headers"] ?? "")
    .toLowerCase()
    .split(",")
    .some((name) => name.trim() === ID_HEADER);
}
