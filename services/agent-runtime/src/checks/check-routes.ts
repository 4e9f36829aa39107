import { BundleReport, CheckBundle } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";

export interface BundleChecker {
  check(request: CheckBundle, signal: AbortSignal): Promise<BundleReport>;
}

export function checkRoutes(
  checker: BundleChecker,
  signalOf: (reply: import("fastify").FastifyReply) => AbortSignal,
): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/checks",
      { schema: { operationId: "checkBundle", tags: ["checks"], body: CheckBundle, response: { 200: BundleReport } } },
      async (request, reply) => checker.check(request.body, signalOf(reply)),
    );
  };
}
