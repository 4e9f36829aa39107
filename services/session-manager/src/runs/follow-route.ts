import type { FastifyReply } from "fastify";
import { type FollowDeps, followRun } from "../events/follow.ts";
import { isLive } from "./run.ts";
import { runNotFound } from "./run-errors.ts";
import * as runStore from "./run-store.ts";

/** Checks that the run is the project's while an error can still be answered, then lets the events flow. */
export function createFollowRoute(deps: Omit<FollowDeps, "endOf">) {
  const followDeps: FollowDeps = {
    ...deps,
    endOf: async (runId) => {
      const row = await runStore.find(deps.db, runId);
      if (!row) return undefined;
      return isLive(row) ? null : row.last_sequence;
    },
  };

  return async function follow(
    request: { runId: string; projectId: string; after: number },
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const row = await runStore.find(deps.db, request.runId, request.projectId);
    if (!row) throw runNotFound(request.runId);
    reply.hijack();
    try {
      await followRun(followDeps, request, reply.raw);
    } catch (error) {
      // The head is out: all that is left is to cut the connection, which tells the follower to come back.
      reply.log.error({ err: error, runId: request.runId }, "following a run failed");
      reply.raw.destroy();
    }
    return reply;
  };
}
