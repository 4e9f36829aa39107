import type { FastifyInstance, preHandlerAsyncHookHandler } from "fastify";
import {
  type RequestTokens,
  requestTokenKeyRoutes,
  requestTokenRoutes,
} from "./request-tokens/request-token-routes.ts";
import { runReportRoutes, runRoutes } from "./runs/run-routes.ts";
import type { RunService } from "./runs/run-service.ts";
import { sessionRoutes } from "./sessions/session-routes.ts";
import type { SessionService } from "./sessions/session-service.ts";

export interface SessionManagerRouteDeps {
  sessions: SessionService;
  runs: RunService;
  requestTokens: RequestTokens;
  /** Lets our own services in. */
  serviceOnly: preHandlerAsyncHookHandler;
  /** Lets in the request token of the run that the path names. */
  ownRunOnly: preHandlerAsyncHookHandler;
}

/** The table of contents of this service's HTTP interface. */
export async function sessionManagerRoutes(app: FastifyInstance, deps: SessionManagerRouteDeps): Promise<void> {
  await app.register(requestTokenKeyRoutes(deps.requestTokens));
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.serviceOnly);
    await scope.register(sessionRoutes(deps.sessions));
    await scope.register(runRoutes(deps.runs));
    await scope.register(requestTokenRoutes(deps.requestTokens));
  });
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.ownRunOnly);
    await scope.register(runReportRoutes(deps.runs));
  });
}
