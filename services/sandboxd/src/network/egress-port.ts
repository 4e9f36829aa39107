import { connect, createServer, type Server } from "node:net";
import { joinStreams } from "./join-streams.ts";

/** Where programs inside find the way out, as an HTTP and SOCKS 5 proxy. */
export const EGRESS_PORT = 49982;

/**
 * The way out of a sandbox that has no network but loopback: every connection to the port is joined with one to the
 * manager's socket. Nothing is decided here, where whoever runs in the sandbox could change it.
 */
export function serveEgress(gatewaySocket: string, port = EGRESS_PORT): Server {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    joinStreams(client, connect({ path: gatewaySocket, allowHalfOpen: true }));
  });
  // Without it the sandbox has no way out, and is as good as any other for the rest.
  server.on("error", () => undefined);
  return server.listen(port, "127.0.0.1");
}

/**
 * Every spelling that some program looks for. None names SOCKS: Python's clients refuse to start where it is named and a
 * package for it is missing.
 */
export function proxyEnv(): Record<string, string> {
  const proxy = `http://127.0.0.1:${EGRESS_PORT}`;
  const local = "localhost,127.0.0.1,::1";
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    ALL_PROXY: proxy,
    NO_PROXY: local,
    http_proxy: proxy,
    https_proxy: proxy,
    all_proxy: proxy,
    no_proxy: local,
    NODE_USE_ENV_PROXY: "1",
  };
}
