import type { CreateVersion, PageQuery, ResolvedVersion, Version, VersionDetails } from "@nexau-cloud/contracts";
import type { Coordination } from "@nexau-cloud/platform";
import * as artifactStore from "../artifacts/artifact-store.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import { decodeCursor, toPage } from "../db/page-cursor.ts";
import type { Database } from "../db/tables.ts";
import { toVersion, toVersionDetails } from "./to-version.ts";
import { activationInProgress, noActiveVersion, tagTaken, versionInactive, versionNotFound } from "./version-errors.ts";
import * as versionStore from "./version-store.ts";

export interface VersionReference {
  projectId: string;
  versionId: string;
}

interface ResolveVersion {
  projectId: string;
  versionId?: string | undefined;
  tag?: string | undefined;
}

export interface VersionServiceDeps {
  db: Database;
  audit: AuditLog;
  bus: Pick<Coordination["bus"], "publish">;
  newUuid: () => string;
  now: () => Date;
}

export type VersionService = ReturnType<typeof createVersionService>;

export function createVersionService({ db, audit, bus, newUuid, now }: VersionServiceDeps) {
  async function create(principal: Principal, projectId: string, { tag }: CreateVersion): Promise<Version> {
    return db.transaction().execute(async (trx) => {
      const row = await versionStore.insert(trx, {
        id: newUuid(),
        project_id: projectId,
        tag,
        status: "inactive",
        status_reason: null,
        issues: "[]",
        warnings: "[]",
        agents: "[]",
        artifact_id: null,
        created_at: now(),
        activated_at: null,
        ever_active: false,
      });
      if (!row) throw tagTaken(tag);
      await audit.record({ by: principal, action: "version.create", projectId, target: row.id, detail: { tag } }, trx);
      return toVersion(row, undefined);
    });
  }

  async function list(projectId: string, { cursor, limit }: PageQuery) {
    const rows = await versionStore.list(db, { projectId, after: decodeCursor(cursor), limit: limit + 1 });
    const artifacts = new Map((await artifactStore.findMany(db, projectId, artifactIdsOf(rows))).map((a) => [a.id, a]));
    return toPage(rows, limit, {
      place: (row) => ({ at: row.created_at, id: row.id }),
      item: (row) => toVersion(row, artifacts.get(row.artifact_id ?? "")),
    });
  }

  async function get({ projectId, versionId }: VersionReference): Promise<VersionDetails> {
    const row = await versionStore.find(db, projectId, versionId);
    if (!row) throw versionNotFound(versionId);
    return toVersionDetails(row, await artifactStore.findOfVersion(db, projectId, versionId));
  }

  /** An active version is deactivated by it. Runs under way go on: a runtime has the bundle. */
  async function remove(principal: Principal, { projectId, versionId }: VersionReference): Promise<void> {
    await db.transaction().execute(async (trx) => {
      const row = await versionStore.lock(trx, projectId, versionId);
      if (!row) throw versionNotFound(versionId);
      if (row.status === "activating") throw activationInProgress();
      await artifactStore.detach(trx, projectId, versionId);
      await versionStore.remove(trx, row);
      const detail = { tag: row.tag, status: row.status };
      await audit.record({ by: principal, action: "version.delete", projectId, target: versionId, detail }, trx);
    });
    await bus.publish("versions.changed", { projectId, versionId, active: false });
  }

  /** The active version that a caller of the data plane means: by id, by tag, or the newest activated one. */
  async function resolve({ projectId, versionId, tag }: ResolveVersion): Promise<ResolvedVersion> {
    const row = await findMeant({ projectId, versionId, tag });
    if (row.status !== "active") throw versionInactive(row.tag);
    return { projectId, versionId: row.id, tag: row.tag, agents: row.agents.map(({ name }) => name) };
  }

  async function findMeant({ projectId, versionId, tag }: ResolveVersion): Promise<versionStore.VersionRow> {
    if (versionId !== undefined) {
      const row = await versionStore.find(db, projectId, versionId);
      if (!row) throw versionNotFound(versionId);
      if (tag !== undefined && tag !== row.tag) throw versionNotFound(tag);
      return row;
    }
    if (tag !== undefined) {
      const row = await versionStore.findByTag(db, projectId, tag);
      if (!row) throw versionNotFound(tag);
      return row;
    }
    const row = await versionStore.findNewestActivated(db, projectId);
    if (!row) throw noActiveVersion();
    return row;
  }

  return { create, list, get, remove, resolve };
}

const artifactIdsOf = (rows: versionStore.VersionRow[]) =>
  rows.flatMap(({ artifact_id }) => (artifact_id === null ? [] : [artifact_id]));
