import { templateNotFound } from "../e2b/e2b-errors.ts";
import type { ProfileCatalog } from "../profiles/profile-catalog.ts";
import type { SnapshotService } from "./snapshot-service.ts";

/** What a sandbox is made from: a profile's empty home, or the files of a snapshot. */
export interface Template {
  id: string;
  /** What it was called by, where that is not its id. */
  alias: string | null;
  profile: string;
  snapshotId: string | null;
  env: Record<string, string>;
}

export interface TemplateCatalogDeps {
  profiles: ProfileCatalog;
  snapshots: Pick<SnapshotService, "find">;
}

export type TemplateCatalog = ReturnType<typeof createTemplateCatalog>;

export function createTemplateCatalog({ profiles, snapshots }: TemplateCatalogDeps) {
  async function find(projectId: string, name: string): Promise<Template | undefined> {
    const withoutTag = name.replace(/:(default|latest)$/, "");
    const found = profiles.find(withoutTag);
    if (found) return { id: found.name, alias: withoutTag, profile: found.name, snapshotId: null, env: {} };
    const snapshot = await snapshots.find(projectId, name);
    if (!snapshot) return undefined;
    return {
      id: snapshot.id,
      alias: snapshot.name,
      profile: snapshot.profile,
      snapshotId: snapshot.id,
      env: snapshot.env,
    };
  }

  return {
    find,
    get: async (projectId: string, name: string): Promise<Template> => {
      const found = await find(projectId, name);
      if (!found) throw templateNotFound(name);
      return found;
    },
  };
}
