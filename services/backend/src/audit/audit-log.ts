import type { AuditEntry, PageQuery } from "@nexau-cloud/contracts";
import type { Principal } from "../auth/principal.ts";
import { decodeCursor, toPage } from "../db/page-cursor.ts";
import type { Database } from "../db/tables.ts";
import * as auditStore from "./audit-store.ts";

/** `<noun>.<verb>` of every change that is written down. */
export type AuditAction =
  | "account.register"
  | "account.login"
  | "account.logout"
  | "token.create"
  | "token.delete"
  | "project.create"
  | "project.update"
  | "project.delete"
  | "key.create"
  | "key.reset"
  | "key.delete"
  | "sandbox_key.create"
  | "sandbox_key.delete"
  | "version.create"
  | "version.activate"
  | "version.activation_failed"
  | "version.deactivate"
  | "version.delete"
  | "artifact.upload_url"
  | "artifact.confirm"
  | "artifact.refuse"
  | "env_vars.set"
  | "env_vars.replace"
  | "env_vars.delete"
  | "llm_config.set";

export interface AuditRecord {
  by: Pick<Principal, "userId" | "email" | "tokenId" | "ip">;
  action: AuditAction;
  projectId?: string;
  /** Id or name of the thing that changed. */
  target?: string;
  /** What else is worth knowing; never a secret. */
  detail?: Record<string, unknown>;
}

export interface AuditLogDeps {
  db: Database;
  newId: (prefix: string) => string;
  now: () => Date;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

export function createAuditLog({ db, newId, now }: AuditLogDeps) {
  /** In the transaction of the change where there is one, so that neither is without the other. */
  async function record({ by, action, projectId, target, detail }: AuditRecord, on: Database = db): Promise<void> {
    await auditStore.insert(on, {
      id: newId("aud"),
      at: now(),
      action,
      user_id: by.userId,
      user_email: by.email,
      token_id: by.tokenId,
      project_id: projectId ?? null,
      target: target ?? null,
      detail: JSON.stringify(detail ?? {}),
      ip: by.ip,
    });
  }

  async function list(projectId: string | null, { cursor, limit }: PageQuery) {
    const rows = await auditStore.list(db, { projectId, after: decodeCursor(cursor), limit: limit + 1 });
    return toPage(rows, limit, { place: ({ at, id }) => ({ at, id }), item: toEntry });
  }

  return { record, list };
}

function toEntry(row: auditStore.AuditRow): AuditEntry {
  return { ...row, at: row.at.toISOString() };
}
