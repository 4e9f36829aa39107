import type { ProjectKeyService } from "../keys/project-key-service.ts";
import type { LlmConfigService } from "../llm-config/llm-config-service.ts";
import { projectNotFound } from "../projects/project-service.ts";
import type { SandboxKeyService } from "../sandbox-keys/sandbox-key-service.ts";
import type { TraceService } from "../traces/trace-service.ts";
import type { LaunchService } from "../versions/launch-service.ts";
import type { VersionService } from "../versions/version-service.ts";
import type { InternalService } from "./internal-routes.ts";

export interface InternalServiceDeps {
  projectExists(projectId: string): Promise<boolean>;
  keys: Pick<ProjectKeyService, "verify">;
  sandboxKeys: Pick<SandboxKeyService, "verify">;
  versions: Pick<VersionService, "resolve">;
  launchOf: LaunchService;
  llmConfigs: Pick<LlmConfigService, "access">;
  traces: Pick<TraceService, "store">;
}

/** What our own services ask: each answer comes from the noun that owns it, for projects that are there. */
export function createInternalService(deps: InternalServiceDeps): InternalService {
  async function requireProject(projectId: string): Promise<void> {
    if (!(await deps.projectExists(projectId))) throw projectNotFound(projectId);
  }

  return {
    verifyKey: (request) => deps.keys.verify(request),
    verifySandboxKey: ({ apiKey }) => deps.sandboxKeys.verify(apiKey),
    resolveVersion: async (request) => {
      await requireProject(request.projectId);
      return deps.versions.resolve(request);
    },
    launch: async (request) => {
      await requireProject(request.projectId);
      return deps.launchOf(request);
    },
    provider: async (projectId) => {
      await requireProject(projectId);
      return deps.llmConfigs.access(projectId);
    },
    storeTraces: (request) => deps.traces.store(request),
  };
}
