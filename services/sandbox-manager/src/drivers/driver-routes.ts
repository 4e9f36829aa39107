import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SandboxDriver } from "./driver.ts";

const DriverReport = z.object({
  name: z.string(),
  available: z.boolean(),
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
  facts: z.array(z.string()),
});

/** For `nexau-cloud doctor`. */
export function driverRoutes(drivers: SandboxDriver[]): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/drivers",
      {
        schema: {
          operationId: "listSandboxDrivers",
          description: "Whether this machine can run each kind of sandbox and, if not, why not.",
          tags: ["drivers"],
          response: { 200: z.object({ data: z.array(DriverReport) }) },
        },
      },
      async () => ({ data: await Promise.all(drivers.map((driver) => driver.check())) }),
    );
  };
}
