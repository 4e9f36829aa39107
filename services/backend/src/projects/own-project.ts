import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import type { ProjectService } from "./project-service.ts";

const Params = z.object({ projectId: z.string() });

/**
 * A hook for every route below /api/projects/:projectId: the project must be the caller's. It stands in front of the
 * routes and not in them, so that none can forget it; what is inside then only needs the project's id in its queries.
 */
export function createOwnProjectOnly(projects: Pick<ProjectService, "requireOwned">) {
  return async function ownProjectOnly(request: FastifyRequest): Promise<void> {
    const { projectId } = Params.parse(request.params);
    await projects.requireOwned(principalOf(request), projectId);
  };
}
