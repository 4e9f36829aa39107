import type { Platform } from "@nexau-cloud/platform";
import { createSandboxManagerClient } from "@nexau-cloud/sandbox-manager/client";
import { createSessionManagerClient } from "@nexau-cloud/session-manager/client";
import { createObservedSessions, type ObservedSessions } from "./observe/observed-sessions.ts";
import type { ProjectRemains } from "./projects/project-service.ts";
import { type BundleCheck, createBundleCheck } from "./versions/bundle-check.ts";

/** The next hops of this service; a test puts small objects of its own there. */
export interface Neighbours {
  checkBundle: BundleCheck;
  remains: ProjectRemains;
  observed: ObservedSessions;
}

export function connectNeighbours(platform: Platform, options: { checkTimeoutMs: number }): Neighbours {
  const client = { discovery: platform.discovery, token: platform.serviceToken };
  const sessionManager = createSessionManagerClient(client);
  const sandboxManager = createSandboxManagerClient(client);
  return {
    checkBundle: createBundleCheck({ platform, timeoutMs: options.checkTimeoutMs }),
    remains: {
      deleteSessions: (projectId) => sessionManager.DELETE("/sessions", { params: { query: { projectId } } }),
      deleteSandboxes: (projectId) =>
        sandboxManager.DELETE("/projects/{projectId}/sandboxes", { params: { path: { projectId } } }),
    },
    observed: createObservedSessions(sessionManager),
  };
}
