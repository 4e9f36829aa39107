import type { CreatedProjectKey, CreateProjectKey, ProjectKey } from "@nexau-cloud/contracts";
import { type Coordination, hashSecret, ServiceError, secretMatches } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Database } from "../db/tables.ts";
import { type NewKeyDeps, newProjectKey } from "./new-project-key.ts";
import * as keyStore from "./project-key-store.ts";

export interface ProjectKeyServiceDeps extends NewKeyDeps {
  db: Database;
  audit: AuditLog;
  bus: Pick<Coordination["bus"], "publish">;
}

const TOUCH_EVERY_MS = 60_000;

export type ProjectKeyService = ReturnType<typeof createProjectKeyService>;

export function createProjectKeyService({ db, audit, bus, ...newKey }: ProjectKeyServiceDeps) {
  const { secrets, now } = newKey;

  async function create(
    principal: Principal,
    projectId: string,
    { name }: CreateProjectKey,
  ): Promise<CreatedProjectKey> {
    const { row, secretKey } = newProjectKey(newKey, { projectId, name });
    await keyStore.insert(db, row);
    await record(principal, "key.create", row);
    return { ...toKey(row), secret_key: secretKey };
  }

  async function list(projectId: string) {
    return { data: (await keyStore.list(db, projectId)).map(toKey), next_cursor: null };
  }

  /** The access key stays; the old secret is refused from now on. */
  async function reset(principal: Principal, projectId: string, keyId: string): Promise<CreatedProjectKey> {
    const secretKey = secrets.secretKey();
    const row = await keyStore.setSecret(db, { projectId, id: keyId, secretHash: hashSecret(secretKey) });
    if (!row) throw keyNotFound(keyId);
    await changed(row);
    await record(principal, "key.reset", row);
    return { ...toKey(row), secret_key: secretKey };
  }

  /** For a project that has just one key, whose id the caller need not know. */
  async function resetOnly(principal: Principal, projectId: string): Promise<CreatedProjectKey> {
    const [only, second] = await keyStore.list(db, projectId);
    if (!only) throw new ServiceError("not_found", "key_not_found", "The project has no key.");
    if (second) {
      throw new ServiceError(
        "failed_precondition",
        "key_ambiguous",
        "The project has several keys: say which to reset.",
      );
    }
    return reset(principal, projectId, only.id);
  }

  async function remove(principal: Principal, projectId: string, keyId: string): Promise<void> {
    const row = await keyStore.remove(db, projectId, keyId);
    if (!row) throw keyNotFound(keyId);
    await changed(row);
    await record(principal, "key.delete", row);
  }

  async function verify({ accessKey, secretKey }: { accessKey: string; secretKey: string }) {
    const row = await keyStore.findByAccessKey(db, accessKey);
    if (!row || !secretMatches(secretKey, row.secret_hash)) {
      throw new ServiceError("unauthenticated", "key_invalid", "The access key or the secret key is wrong.");
    }
    if (!row.last_used_at || now().getTime() - row.last_used_at.getTime() >= TOUCH_EVERY_MS) {
      await keyStore.touch(db, row.id, now());
    }
    return { keyId: row.id, projectId: row.project_id };
  }

  /** Whoever has cached the key drops it on hearing this. */
  const changed = (row: keyStore.ProjectKeyRow) => bus.publish("keys.changed", { accessKey: row.access_key });

  const record = (
    by: Principal,
    action: "key.create" | "key.reset" | "key.delete",
    { id, project_id, access_key }: keyStore.ProjectKeyRow,
  ) => audit.record({ by, action, projectId: project_id, target: id, detail: { access_key } });

  return { create, list, reset, resetOnly, remove, verify };
}

function toKey(row: keyStore.ProjectKeyRow): ProjectKey {
  return {
    id: row.id,
    name: row.name,
    access_key: row.access_key,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}

const keyNotFound = (id: string) => new ServiceError("not_found", "key_not_found", `Key ${id} does not exist.`);
