import { ServiceError } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { SandboxDriver } from "../drivers/driver.ts";
import { newSnapshotId, toSnapshotName } from "./snapshot-id.ts";
import type { SnapshotRow } from "./snapshot-store.ts";
import * as snapshotStore from "./snapshot-store.ts";

export interface SnapshotServiceDeps {
  db: Kysely<Tables>;
  driver: Pick<SandboxDriver, "name" | "snapshot" | "deleteSnapshot">;
  managerId: string;
  now: () => Date;
}

export type SnapshotService = ReturnType<typeof createSnapshotService>;

export interface SnapshotSource {
  sandboxId: string;
  projectId: string;
  profile: string;
  env: Record<string, string>;
}

/** Copies of sandboxes' files, from which new sandboxes start. They live on when their sandbox does not. */
export function createSnapshotService({ db, driver, managerId, now }: SnapshotServiceDeps) {
  async function create(source: SnapshotSource, name: string | undefined): Promise<SnapshotRow> {
    const row: SnapshotRow = {
      id: newSnapshotId(),
      project_id: source.projectId,
      sandbox_id: source.sandboxId,
      name: name === undefined ? null : checkedName(name),
      profile: source.profile,
      env: source.env,
      driver: driver.name,
      manager_id: managerId,
      created_at: now(),
    };
    await driver.snapshot(source.sandboxId, row.id);
    try {
      await snapshotStore.insert(db, row);
    } catch (error) {
      await driver.deleteSnapshot(row.id);
      throw error;
    }
    return row;
  }

  /** By its id, with or without a tag, or by its name. */
  function find(projectId: string, idOrName: string): Promise<SnapshotRow | undefined> {
    const [id = ""] = idOrName.split(":", 1);
    const isId = /^s[a-z0-9]{20}$/.test(id);
    return snapshotStore.find(db, projectId, isId ? id : (toSnapshotName(idOrName) ?? ""));
  }

  async function remove(row: SnapshotRow): Promise<void> {
    await snapshotStore.remove(db, row.id);
    await driver.deleteSnapshot(row.id);
  }

  return {
    create,
    find,
    remove,
    list: (query: snapshotStore.SnapshotQuery) => snapshotStore.list(db, query),
    removeAllOf: async (projectId: string) => {
      for (const row of await snapshotStore.listOfProject(db, projectId)) await remove(row);
    },
  };
}

function checkedName(text: string): string {
  const name = toSnapshotName(text);
  if (name !== undefined) return name;
  throw new ServiceError(
    "invalid_argument",
    "snapshot_name_invalid",
    "A snapshot's name is made of letters, digits, dots, dashes and underscores, with a tag after a colon.",
  );
}
