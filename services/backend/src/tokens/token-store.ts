import type { Selectable } from "kysely";
import type { Database, PersonalAccessTokenTable, UserTable } from "../db/tables.ts";

export type TokenRow = Selectable<PersonalAccessTokenTable>;

export function insert(db: Database, row: TokenRow): Promise<TokenRow> {
  return db.insertInto("personal_access_tokens").values(row).returningAll().executeTakeFirstOrThrow();
}

export function list(db: Database, userId: string): Promise<TokenRow[]> {
  return db
    .selectFrom("personal_access_tokens")
    .selectAll()
    .where("user_id", "=", userId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

export function remove(db: Database, userId: string, id: string): Promise<TokenRow | undefined> {
  return db
    .deleteFrom("personal_access_tokens")
    .where("user_id", "=", userId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

export type TokenWithUser = TokenRow & Pick<Selectable<UserTable>, "email" | "role">;

export function findValid(db: Database, secretHash: string, now: Date): Promise<TokenWithUser | undefined> {
  return db
    .selectFrom("personal_access_tokens as token")
    .innerJoin("users", "users.id", "token.user_id")
    .selectAll("token")
    .select(["users.email", "users.role"])
    .where("token.secret_hash", "=", secretHash)
    .where((where) => where.or([where("token.expires_at", "is", null), where("token.expires_at", ">", now)]))
    .executeTakeFirst();
}

export async function touch(db: Database, id: string, now: Date): Promise<void> {
  await db.updateTable("personal_access_tokens").set({ last_used_at: now }).where("id", "=", id).execute();
}
