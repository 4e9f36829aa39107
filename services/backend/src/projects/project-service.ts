import type { CreatedProject, CreateProject, PageQuery, Project, UpdateProject } from "@nexau-cloud/contracts";
import { type Coordination, type Logger, ServiceError } from "@nexau-cloud/platform";
import * as artifactStore from "../artifacts/artifact-store.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Secrets } from "../auth/secrets.ts";
import { decodeCursor, toPage } from "../db/page-cursor.ts";
import type { Database } from "../db/tables.ts";
import { newProjectKey } from "../keys/new-project-key.ts";
import * as projectKeyStore from "../keys/project-key-store.ts";
import * as sandboxKeyStore from "../sandbox-keys/sandbox-key-store.ts";
import * as projectStore from "./project-store.ts";

/** What other services keep of a project. Each may be asked again. */
export interface ProjectRemains {
  deleteSessions(projectId: string): Promise<unknown>;
  deleteSandboxes(projectId: string): Promise<unknown>;
}

export interface ProjectServiceDeps {
  db: Database;
  audit: AuditLog;
  bus: Pick<Coordination["bus"], "publish">;
  remains: ProjectRemains;
  secrets: Pick<Secrets, "accessKey" | "secretKey">;
  ids: { newId: (prefix: string) => string; newUuid: () => string };
  now: () => Date;
  log: Logger;
}

export type ProjectService = ReturnType<typeof createProjectService>;

export function createProjectService({ db, audit, bus, remains, secrets, ids, now, log }: ProjectServiceDeps) {
  /** The project, if it is the caller's; otherwise it is not there. */
  async function requireOwned({ userId, projectIds }: Principal, projectId: string): Promise<projectStore.ProjectRow> {
    const isOpen = projectIds === null || projectIds.includes(projectId);
    const row = isOpen ? await projectStore.find(db, userId, projectId) : undefined;
    if (!row) throw projectNotFound(projectId);
    return row;
  }

  async function create(principal: Principal, { name, description }: CreateProject): Promise<CreatedProject> {
    return db.transaction().execute(async (trx) => {
      const at = now();
      const project = await projectStore.insert(trx, {
        id: ids.newUuid(),
        owner_id: principal.userId,
        name,
        description,
        created_at: at,
        updated_at: at,
        deleted_at: null,
      });
      const { row: key, secretKey } = newProjectKey(
        { secrets, newId: ids.newId, now },
        { projectId: project.id, name: "first" },
      );
      await projectKeyStore.insert(trx, key);
      const by = { by: principal, projectId: project.id, target: project.id };
      await audit.record({ ...by, action: "project.create", detail: { name, access_key: key.access_key } }, trx);
      return { ...toProject(project), access_key: key.access_key, secret_key: secretKey };
    });
  }

  async function list({ userId, projectIds }: Principal, { cursor, limit }: PageQuery) {
    const query = { ownerId: userId, ids: projectIds, after: decodeCursor(cursor), limit: limit + 1 };
    const rows = await projectStore.list(db, query);
    return toPage(rows, limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: toProject });
  }

  async function get(principal: Principal, projectId: string): Promise<Project> {
    return toProject(await requireOwned(principal, projectId));
  }

  async function update(principal: Principal, projectId: string, changes: UpdateProject): Promise<Project> {
    const set = {
      ...(changes.name === undefined ? {} : { name: changes.name }),
      ...(changes.description === undefined ? {} : { description: changes.description }),
    };
    const row = await projectStore.update(db, { id: projectId, ownerId: principal.userId, ...set, updated_at: now() });
    if (!row) throw projectNotFound(projectId);
    await audit.record({ by: principal, action: "project.update", projectId, target: projectId, detail: set });
    return toProject(row);
  }

  /**
   * Gone at once for everybody, its keys first. What other services keep of it is removed right after; where one of them
   * cannot be reached, the clean-up job tries again.
   */
  async function remove(principal: Principal, projectId: string): Promise<void> {
    const accessKeys = await db.transaction().execute(async (trx) => {
      const marked = await projectStore.markDeleted(trx, { id: projectId, ownerId: principal.userId, now: now() });
      if (!marked) throw projectNotFound(projectId);
      await sandboxKeyStore.removeAll(trx, projectId);
      await artifactStore.detachAll(trx, projectId);
      await audit.record({ by: principal, action: "project.delete", projectId, target: projectId }, trx);
      return projectKeyStore.removeAll(trx, projectId);
    });
    for (const accessKey of accessKeys) await bus.publish("keys.changed", { accessKey });
    await purge(projectId).catch((error: unknown) => {
      log.warn({ err: error, projectId }, "a deleted project could not be removed whole yet");
    });
  }

  async function purge(projectId: string): Promise<void> {
    await remains.deleteSessions(projectId);
    await remains.deleteSandboxes(projectId);
    await projectStore.removeDeleted(db, projectId);
  }

  /** For the clean-up job. */
  async function purgeDeleted(): Promise<void> {
    for (const projectId of await projectStore.listDeleted(db)) await purge(projectId);
  }

  return { requireOwned, create, list, get, update, remove, purgeDeleted };
}

function toProject(row: projectStore.ProjectRow): Project {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

export const projectNotFound = (id: string) =>
  new ServiceError("not_found", "project_not_found", `Project ${id} does not exist.`);
