import { Provider, page } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { ProviderCatalog } from "./provider-catalog.ts";

export function providerRoutes(providers: ProviderCatalog): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/api/providers",
      { schema: { operationId: "listProviders", tags: ["providers"], response: { 200: page(Provider) } } },
      async () => providers.list(),
    );
  };
}
