import type { BackendClient } from "@nexau-cloud/backend/client";
import type { ProviderAccess, RequestTokenClaims } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";

export interface ProviderDirectory {
  /** The provider that a run's project uses, with its key. */
  of(caller: Pick<RequestTokenClaims, "run_id" | "project_id">): Promise<ProviderAccess>;
}

export interface ProviderDirectoryDeps {
  backend: Pick<BackendClient, "GET">;
  cacheMs: number;
  now: () => Date;
}

/**
 * Remembers an answer for some seconds, but only for the run that asked: a run that starts after the project's settings
 * were changed always sees the new ones. Runs of a project that ask at the same time share one question.
 */
export function createProviderDirectory({ backend, cacheMs, now }: ProviderDirectoryDeps): ProviderDirectory {
  const asking = new Map<string, Promise<ProviderAccess>>();
  const known = new Map<string, { provider: ProviderAccess; until: number }>();

  function ask(projectId: string): Promise<ProviderAccess> {
    const underWay = asking.get(projectId);
    if (underWay) return underWay;
    const answer = dataOf(
      backend.GET("/internal/projects/{projectId}/provider", { params: { path: { projectId } } }),
    ).finally(() => asking.delete(projectId));
    asking.set(projectId, answer);
    return answer;
  }

  /** Entries are in the order of their making, and all live equally long. */
  function dropStale(time: number): void {
    for (const [runId, { until }] of known) {
      if (until > time) return;
      known.delete(runId);
    }
  }

  return {
    async of({ run_id, project_id }) {
      dropStale(now().getTime());
      const found = known.get(run_id);
      if (found) return found.provider;
      const provider = await ask(project_id);
      known.delete(run_id);
      known.set(run_id, { provider, until: now().getTime() + cacheMs });
      return provider;
    },
  };
}
