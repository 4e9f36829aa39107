import type { FastifyInstance, preHandlerAsyncHookHandler } from "fastify";
import { type InternalService, internalRoutes } from "./internal/internal-routes.ts";

export interface BackendRouteDeps {
  internal: InternalService;
  /** Lets our own services in. */
  serviceOnly: preHandlerAsyncHookHandler;
}

/** The table of contents of this service's HTTP interface. */
export async function backendRoutes(app: FastifyInstance, deps: BackendRouteDeps): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.serviceOnly);
    await scope.register(internalRoutes(deps.internal));
  });
}
