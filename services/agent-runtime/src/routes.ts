import { clientSignal } from "@nexau-cloud/platform";
import type { FastifyInstance, preHandlerAsyncHookHandler } from "fastify";
import { type BundleChecker, checkRoutes } from "./checks/check-routes.ts";
import { type RunIntake, runRoutes } from "./runs/run-routes.ts";

export interface AgentRuntimeRouteDeps {
  runs: RunIntake;
  checks: BundleChecker;
  /** Lets our own services in. */
  serviceOnly: preHandlerAsyncHookHandler;
}

/** The table of contents of this service's HTTP interface. */
export async function agentRuntimeRoutes(app: FastifyInstance, deps: AgentRuntimeRouteDeps): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.serviceOnly);
    await scope.register(runRoutes(deps.runs));
    await scope.register(checkRoutes(deps.checks, clientSignal));
  });
}
