import { createHttpServer, listen, type Platform, type RunningService, ServiceError } from "@nexau-cloud/platform";
import type { EdgeConfig } from "./config.ts";
import { cloudChecks } from "./home/cloud-state.ts";
import { homeRoutes } from "./home/home-routes.ts";
import { createHostGuard } from "./proxy/host-guard.ts";
import { createProxy } from "./proxy/proxy.ts";
import { serviceOf } from "./proxy/route-table.ts";
import { refuseSandboxRequests } from "./proxy/sandbox-requests.ts";

/** Builds the edge and makes it listen. */
export async function startEdge(config: EdgeConfig, platform: Platform): Promise<RunningService> {
  const { discovery, lane } = platform;
  const proxy = createProxy({ discovery, lane, config });
  platform.lifecycle.onStop("connections of the edge", async () => proxy[Symbol.asyncDispose]());

  const app = await createHttpServer({
    name: "edge",
    version: "0.1.0",
    description: "The cloud's one public door.",
    log: platform.log,
    limits: { ...platform.http.limits, requestTimeoutMs: config.uploadTimeoutMs },
    health: cloudChecks(discovery, lane),
  });
  app.addHook("onRequest", createHostGuard({ hosts: config.hosts, listensOn: platform.http.host }));
  app.addHook("onRequest", refuseSandboxRequests);
  // Bodies pass through unread, whatever they are.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  await app.register(homeRoutes({ discovery, lane }));
  app.all("/*", { schema: { hide: true } }, async (request, reply) => {
    const service = serviceOf(new URL(request.url, "http://edge.invalid").pathname);
    if (!service) {
      throw new ServiceError(
        "not_found",
        "route_not_found",
        `There is no ${request.method} ${request.url.split("?", 1)[0]} here.`,
      );
    }
    await proxy.forward(service, request, reply);
  });
  return listen(app, platform, { name: "edge", port: config.port });
}
