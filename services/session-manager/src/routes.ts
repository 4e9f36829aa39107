import type { FastifyInstance, onRequestAsyncHookHandler } from "fastify";
import { reportRoutes } from "./reports/report-routes.ts";
import type { ReportService } from "./reports/report-service.ts";
import { requestTokenKeyRoutes, requestTokenRoutes } from "./request-tokens/request-token-routes.ts";
import type { RequestTokens } from "./request-tokens/request-tokens.ts";
import { type RunRouteDeps, runRoutes } from "./runs/run-routes.ts";
import { sessionRoutes } from "./sessions/session-routes.ts";
import type { SessionService } from "./sessions/session-service.ts";

export interface SessionManagerRouteDeps {
  sessions: SessionService;
  runs: RunRouteDeps;
  reports: ReportService;
  requestTokens: RequestTokens;
  /** Lets our own services in. */
  serviceOnly: onRequestAsyncHookHandler;
  /** Lets in the request token of the run that the path names. */
  ownRunOnly: onRequestAsyncHookHandler;
}

/** The table of contents of this service's HTTP interface. Callers are checked before their bodies are read. */
export async function sessionManagerRoutes(app: FastifyInstance, deps: SessionManagerRouteDeps): Promise<void> {
  await app.register(requestTokenKeyRoutes(deps.requestTokens));
  await app.register(async (scope) => {
    scope.addHook("onRequest", deps.serviceOnly);
    await scope.register(sessionRoutes(deps.sessions));
    await scope.register(runRoutes(deps.runs));
    await scope.register(requestTokenRoutes(deps.requestTokens));
  });
  await app.register(async (scope) => {
    scope.addHook("onRequest", deps.ownRunOnly);
    await scope.register(reportRoutes(deps.reports));
  });
}
