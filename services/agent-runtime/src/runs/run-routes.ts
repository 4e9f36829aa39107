import { RunAssignment } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";

export interface RunIntake {
  /** Takes the run on and returns at once; refuses with `runtime_full` when it has no room. */
  accept(assignment: RunAssignment): Promise<void>;
}

export function runRoutes(intake: RunIntake): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/runs",
      {
        schema: {
          operationId: "acceptRun",
          tags: ["runs"],
          body: RunAssignment,
          response: { 202: z.object({ accepted: z.literal(true) }) },
        },
      },
      async (request, reply) => {
        await intake.accept(request.body);
        return reply.code(202).send({ accepted: true });
      },
    );
  };
}
