import { clientSignal } from "@nexau-cloud/platform";
import type { FastifyInstance, onRequestAsyncHookHandler } from "fastify";
import { type BundleChecker, checkRoutes } from "./checks/check-routes.ts";
import { type RunIntake, runRoutes } from "./runs/run-routes.ts";

export interface AgentRuntimeRouteDeps {
  runs: RunIntake;
  checks: BundleChecker;
  /** Lets our own services in, before their bodies are read. */
  serviceOnly: onRequestAsyncHookHandler;
}

/** The table of contents of this service's HTTP interface. */
export async function agentRuntimeRoutes(app: FastifyInstance, deps: AgentRuntimeRouteDeps): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("onRequest", deps.serviceOnly);
    await scope.register(runRoutes(deps.runs));
    await scope.register(checkRoutes(deps.checks, clientSignal));
  });
}
