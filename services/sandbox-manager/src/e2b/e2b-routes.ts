import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";
import { type TemplateRouteDeps, templateRoutes } from "../templates/template-routes.ts";
import type { KeyCheck } from "./auth/key-check.ts";
import { projectOf, requireApiKey } from "./auth/require-api-key.ts";
import { type CopyRouteDeps, e2bCopyRoutes } from "./copy-routes.ts";
import { e2bNetworkRoutes } from "./network-routes.ts";
import { e2bObservationRoutes, type ObservationRouteDeps } from "./observation-routes.ts";
import { e2bSandboxRoutes, type SandboxRouteDeps } from "./sandbox-routes.ts";
import { sendE2bError } from "./send-e2b-error.ts";
import { e2bUnservedRoutes } from "./unserved-routes.ts";

export type E2bRouteDeps = SandboxRouteDeps &
  TemplateRouteDeps &
  Omit<CopyRouteDeps, "sandboxes"> &
  Omit<ObservationRouteDeps, "sandboxes"> & { keys: KeyCheck };

/**
 * E2B's control API (RFC-0022), below /e2b. Its paths, bodies and errors are E2B's, in whose own specification they are
 * described, so that they are not in ours.
 */
export async function e2bRoutes(app: FastifyInstance, deps: E2bRouteDeps): Promise<void> {
  await app.register(
    async (api) => {
      api.setErrorHandler((error, request, reply) => sendE2bError(error, request, reply));
      api.setNotFoundHandler((request, reply) =>
        sendE2bError(
          new ServiceError(
            "not_found",
            "route_not_found",
            `There is no ${request.method} ${request.url.split("?", 1)[0]} here.`,
          ),
          request,
          reply,
        ),
      );
      api.addHook("onRoute", (route) => {
        route.schema = { ...route.schema, hide: true };
      });
      api.get("/health", async (_request, reply) => reply.code(204).send(null));
      await api.register(async (scope) => {
        scope.addHook("onRequest", requireApiKey(deps.keys));
        await scope.register(e2bSandboxRoutes(deps));
        await scope.register(e2bCopyRoutes(deps));
        await scope.register(e2bObservationRoutes(deps));
        await scope.register(e2bNetworkRoutes(deps.sandboxes));
        await scope.register(templateRoutes(deps));
        await scope.register(e2bUnservedRoutes);
        scope.get("/teams", async (request) => [
          { teamID: projectOf(request), name: projectOf(request), apiKey: "", isDefault: true },
        ]);
      });
    },
    { prefix: "/e2b" },
  );
}
