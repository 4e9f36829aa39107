import type { FastifyInstance, preHandlerAsyncHookHandler } from "fastify";
import type { SandboxDriver } from "./drivers/driver.ts";
import { driverRoutes } from "./drivers/driver-routes.ts";
import { type E2bRouteDeps, e2bRoutes } from "./e2b/e2b-routes.ts";
import { networkRoutes } from "./network/network-routes.ts";
import type { SandboxNetwork } from "./network/sandbox-network.ts";
import type { ProfileCatalog } from "./profiles/profile-catalog.ts";
import { profileRoutes } from "./profiles/profile-routes.ts";
import { sandboxRoutes, sessionSandboxRoutes } from "./sandboxes/sandbox-routes.ts";
import type { SandboxService } from "./sandboxes/sandbox-service.ts";

export interface SandboxManagerRouteDeps {
  sandboxes: SandboxService;
  drivers: SandboxDriver[];
  profiles: ProfileCatalog;
  e2b: E2bRouteDeps;
  network: SandboxNetwork;
  /** Lets our own services in. */
  serviceOnly: preHandlerAsyncHookHandler;
  /** Lets in the request token of the session that the path names, and our own services. */
  ownSessionOnly: preHandlerAsyncHookHandler;
}

/**
 * The table of contents of this service's HTTP interface. Besides these routes, any request that carries
 * `E2b-Sandbox-Id` and `E2b-Sandbox-Port` goes into that sandbox (e2b.md): sandboxd is port 49983.
 */
export async function sandboxManagerRoutes(app: FastifyInstance, deps: SandboxManagerRouteDeps): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.ownSessionOnly);
    await scope.register(sessionSandboxRoutes(deps.sandboxes));
  });
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.serviceOnly);
    await scope.register(sandboxRoutes(deps.sandboxes));
    await scope.register(driverRoutes(deps.drivers));
    await scope.register(networkRoutes(deps.network));
    await scope.register(profileRoutes(deps.profiles));
  });
  await e2bRoutes(app, deps.e2b);
}
