import type { CreatedSandboxKey, SandboxKey } from "@nexau-cloud/contracts";
import { hashSecret, ServiceError } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Secrets } from "../auth/secrets.ts";
import type { Database } from "../db/tables.ts";
import * as sandboxKeyStore from "./sandbox-key-store.ts";

export interface SandboxKeyServiceDeps {
  db: Database;
  audit: AuditLog;
  secrets: Pick<Secrets, "sandboxKey">;
  newId: (prefix: string) => string;
  now: () => Date;
}

export type SandboxKeyService = ReturnType<typeof createSandboxKeyService>;

/** Keys for the E2B API. */
export function createSandboxKeyService({ db, audit, secrets, newId, now }: SandboxKeyServiceDeps) {
  async function create(principal: Principal, projectId: string): Promise<CreatedSandboxKey> {
    const apiKey = secrets.sandboxKey();
    const row = await sandboxKeyStore.insert(db, {
      id: newId("sbk"),
      project_id: projectId,
      secret_hash: hashSecret(apiKey),
      hint: `${apiKey.slice(0, 8)}…${apiKey.slice(-4)}`,
      created_at: now(),
    });
    await audit.record({ by: principal, action: "sandbox_key.create", projectId, target: row.id });
    return { ...toSandboxKey(row), api_key: apiKey };
  }

  async function list(projectId: string) {
    return { data: (await sandboxKeyStore.list(db, projectId)).map(toSandboxKey), next_cursor: null };
  }

  async function remove(principal: Principal, projectId: string, keyId: string): Promise<void> {
    if (!(await sandboxKeyStore.remove(db, projectId, keyId))) {
      throw new ServiceError("not_found", "key_not_found", `Key ${keyId} does not exist.`);
    }
    await audit.record({ by: principal, action: "sandbox_key.delete", projectId, target: keyId });
  }

  async function verify(apiKey: string): Promise<{ keyId: string; projectId: string }> {
    const row = await sandboxKeyStore.findByHash(db, hashSecret(apiKey));
    if (!row) throw new ServiceError("unauthenticated", "key_invalid", "The API key is wrong.");
    return { keyId: row.id, projectId: row.project_id };
  }

  return { create, list, remove, verify };
}

function toSandboxKey({ id, hint, created_at }: sandboxKeyStore.SandboxKeyRow): SandboxKey {
  return { id, hint, created_at: created_at.toISOString() };
}
