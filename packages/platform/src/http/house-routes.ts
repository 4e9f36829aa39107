import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

export type HealthChecks = Record<string, () => Promise<unknown>>;

const CHECK_TIMEOUT_MS = 3_000;

/** What every service answers besides its own routes: /health, /metrics and /openapi.json. */
export function houseRoutes(app: FastifyInstance, checks: HealthChecks, metrics: Registry | undefined): void {
  const hidden = { schema: { hide: true } };
  app.get("/openapi.json", hidden, () => app.swagger());
  app.get("/health", hidden, async (_request, reply) => {
    const missing = await failingChecks(checks);
    return reply
      .code(missing.length === 0 ? 200 : 503)
      .send({ status: missing.length === 0 ? "ok" : "unavailable", missing });
  });
  if (metrics) {
    app.get("/metrics", hidden, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.metrics()),
    );
  }
}

/** Names of the checks that fail, or do not answer in time. */
async function failingChecks(checks: HealthChecks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await passes(check)) ? [] : [name])),
  );
  return results.flat();
}

async function passes(check: () => Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
    Promise.resolve()
      .then(check)
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}
