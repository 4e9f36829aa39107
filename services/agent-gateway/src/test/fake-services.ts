import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Platform, ServiceName } from "@nexau-cloud/platform";

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown;

/**
 * A next hop over real HTTP: routes by `METHOD /path`, which a test may replace. What a handler returns is the JSON answer;
 * undefined when it has answered itself.
 */
export async function startFakeService(platform: Platform, service: ServiceName, routes: Record<string, Handler>) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://fake.invalid");
    const handler = routes[`${request.method} ${url.pathname}`];
    if (!handler) return problem(response, 404, "route_not_found");
    const answer = await handler(request, response, url);
    if (answer !== undefined) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const registration = await platform.discovery.register({
    id: `fake-${service}`,
    service,
    url: `http://127.0.0.1:${port}`,
    lane: null,
  });
  platform.lifecycle.onStop(`fake ${service}`, async () => {
    await registration.stop();
    server.closeAllConnections();
    server.close();
  });
  return { routes, cut: () => server.closeAllConnections() };
}

export function problem(response: ServerResponse, status: number, code: string): undefined {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `urn:${code}`, title: code, status, detail: code, code }));
}
