import { createHttpServer, listen, type Platform, type RunningService, ServiceError } from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";
import type { EdgeConfig } from "./config.ts";
import { cloudChecks } from "./home/cloud-state.ts";
import { homeRoutes } from "./home/home-routes.ts";
import { createHostGuard, isAllowedHost } from "./proxy/host-guard.ts";
import { createProxy } from "./proxy/proxy.ts";
import { serviceOf } from "./proxy/route-table.ts";
import { publicSandboxDomain, withoutPort } from "./sandboxes/sandbox-domain.ts";
import { createSandboxDoor } from "./sandboxes/sandbox-door.ts";
import { createSandboxUpgrades } from "./sandboxes/sandbox-upgrades.ts";

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
  const hosts = { hosts: config.hosts, listensOn: platform.http.host };
  const checkHost = createHostGuard(hosts);
  const domain = withoutPort(config.sandboxDomain);
  const publicDomain = () => publicSandboxDomain(config.sandboxDomain, portOf(app));
  app.addHook("onRequest", createSandboxDoor({ proxy, checkHost, domain, publicDomain }));
  app.addHook("onRequest", checkHost);
  const upgrade = createSandboxUpgrades({
    discovery,
    lane,
    isAllowedHost: isAllowedHost(hosts),
    domain,
    connectTimeoutMs: config.connectTimeoutMs,
    log: platform.log,
  });
  app.server.on("upgrade", (request, socket, head) => void upgrade(request, socket, head));
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

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === "object" && address ? address.port : 0;
}
