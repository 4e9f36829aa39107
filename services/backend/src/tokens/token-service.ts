import type { CreatedToken, CreateToken, PersonalAccessToken } from "@nexau-cloud/contracts";
import { hashSecret, ServiceError } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Secrets } from "../auth/secrets.ts";
import type { Identity } from "../auth/signed-in.ts";
import type { Database } from "../db/tables.ts";
import type { ProjectService } from "../projects/project-service.ts";
import { expiryOf } from "./expiry.ts";
import * as tokenStore from "./token-store.ts";

export interface TokenServiceDeps {
  db: Database;
  audit: AuditLog;
  projects: Pick<ProjectService, "requireOwned">;
  secrets: Pick<Secrets, "personalAccessToken">;
  newId: (prefix: string) => string;
  now: () => Date;
}

/** "Last used" is for people: to the minute is enough, and saves a write per request. */
const TOUCH_EVERY_MS = 60_000;

export type TokenService = ReturnType<typeof createTokenService>;

export function createTokenService({ db, audit, projects, secrets, newId, now }: TokenServiceDeps) {
  async function create(principal: Principal, request: CreateToken): Promise<CreatedToken> {
    for (const projectId of request.project_ids ?? []) await projects.requireOwned(principal, projectId);
    const token = secrets.personalAccessToken();
    const created = now();
    const row = await tokenStore.insert(db, {
      id: newId("pat"),
      user_id: principal.userId,
      name: request.name,
      secret_hash: hashSecret(token),
      project_ids: request.project_ids,
      scopes: request.scopes,
      created_at: created,
      expires_at: expiryOf(request.expires_in, created),
      last_used_at: null,
    });
    await audit.record({ by: principal, action: "token.create", target: row.id, detail: { name: row.name } });
    return { ...toToken(row), token };
  }

  async function list({ userId }: Principal) {
    return { data: (await tokenStore.list(db, userId)).map(toToken), next_cursor: null };
  }

  async function remove(principal: Principal, tokenId: string): Promise<void> {
    const row = await tokenStore.remove(db, principal.userId, tokenId);
    if (!row) throw new ServiceError("not_found", "token_not_found", "The token does not exist.");
    await audit.record({ by: principal, action: "token.delete", target: tokenId, detail: { name: row.name } });
  }

  /** Asks the database each time, so that a revoked token is refused at once. */
  async function identityOfToken(token: string): Promise<Identity | null> {
    if (!token.startsWith("nau_pat_")) return null;
    const row = await tokenStore.findValid(db, hashSecret(token), now());
    if (!row) return null;
    if (!row.last_used_at || now().getTime() - row.last_used_at.getTime() >= TOUCH_EVERY_MS) {
      await tokenStore.touch(db, row.id, now());
    }
    return {
      userId: row.user_id,
      email: row.email,
      role: row.role,
      tokenId: row.id,
      projectIds: row.project_ids,
      scopes: row.scopes,
    };
  }

  return { create, list, remove, identityOfToken };
}

function toToken(row: tokenStore.TokenRow): PersonalAccessToken {
  return {
    id: row.id,
    name: row.name,
    project_ids: row.project_ids,
    scopes: row.scopes,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}
