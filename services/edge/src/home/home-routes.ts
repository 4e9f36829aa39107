import type { Platform } from "@nexau-cloud/platform";
import type { FastifyInstance } from "fastify";
import { readCloudState } from "./cloud-state.ts";
import { renderHomePage } from "./home-page.ts";

const PAGE_HEADERS = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

const FIRST_EXAMPLE = "bookshop-agent";

export function homeRoutes({ discovery, lane }: Pick<Platform, "discovery" | "lane">) {
  return async (app: FastifyInstance) => {
    app.get("/", { schema: { hide: true } }, async (request, reply) => {
      const services = await readCloudState(discovery, lane);
      const baseUrl = `${request.protocol}://${request.host}`;
      return reply
        .headers(PAGE_HEADERS)
        .type("text/html")
        .send(renderHomePage({ services, baseUrl, firstExample: FIRST_EXAMPLE }));
    });

    app.get("/status", { schema: { hide: true } }, async () => ({ services: await readCloudState(discovery, lane) }));
  };
}
