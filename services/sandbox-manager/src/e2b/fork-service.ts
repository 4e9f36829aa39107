import type { SnapshotService } from "../templates/snapshot-service.ts";
import type { OwnSandboxService } from "./own-sandbox-service.ts";
import type { OwnSandboxRow } from "./own-sandbox-store.ts";

export interface ForkServiceDeps {
  sandboxes: Pick<OwnSandboxService, "inTurn" | "create">;
  snapshots: Pick<SnapshotService, "create" | "remove">;
}

export type ForkService = (
  projectId: string,
  sandboxId: string,
  request: { timeoutSeconds: number; count: number },
) => Promise<PromiseSettledResult<OwnSandboxRow>[]>;

/** Sandboxes that begin with the files of another, which goes on. One copy is taken for all of them. */
export function createForkService({ sandboxes, snapshots }: ForkServiceDeps): ForkService {
  return async function fork(projectId, sandboxId, { timeoutSeconds, count }) {
    const { source, snapshot } = await sandboxes.inTurn(projectId, sandboxId, async (row) => ({
      source: row,
      snapshot: await snapshots.create(
        { sandboxId, projectId, profile: row.profile, env: row.settings.envVars },
        undefined,
      ),
    }));
    try {
      return await Promise.allSettled(
        Array.from({ length: count }, () =>
          sandboxes.create({
            projectId,
            template: {
              id: source.template_id,
              alias: source.alias,
              profile: source.profile,
              snapshotId: snapshot.id,
              env: {},
            },
            metadata: source.metadata,
            settings: { ...source.settings, timeoutSeconds, pausedWithoutMemory: false },
          }),
        ),
      );
    } finally {
      await snapshots.remove(snapshot);
    }
  };
}
