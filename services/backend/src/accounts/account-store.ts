import { type Selectable, sql } from "kysely";
import type { Database, DatabaseTransaction, LoginSessionTable, UserTable } from "../db/tables.ts";

export type UserRow = Selectable<UserTable>;

/** Makes registrations go one by one until the end of the transaction: the first account is special. */
export async function lockRegistration(trx: DatabaseTransaction): Promise<void> {
  await sql`lock table users in share row exclusive mode`.execute(trx);
}

export async function hasUsers(db: Database): Promise<boolean> {
  return (await db.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Undefined when the e-mail is taken. */
export function insertUser(db: Database, row: UserRow): Promise<UserRow | undefined> {
  return db
    .insertInto("users")
    .values(row)
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findByEmail(db: Database, email: string): Promise<UserRow | undefined> {
  return db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
}

export async function insertLoginSession(db: Database, row: LoginSessionTable): Promise<void> {
  await db.insertInto("login_sessions").values(row).execute();
}

export function findUserOfSession(db: Database, secretHash: string, now: Date): Promise<UserRow | undefined> {
  return db
    .selectFrom("login_sessions")
    .innerJoin("users", "users.id", "login_sessions.user_id")
    .selectAll("users")
    .where("secret_hash", "=", secretHash)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

export async function deleteLoginSession(db: Database, secretHash: string): Promise<void> {
  await db.deleteFrom("login_sessions").where("secret_hash", "=", secretHash).execute();
}

export async function deleteExpiredSessions(db: Database, now: Date): Promise<void> {
  await db.deleteFrom("login_sessions").where("expires_at", "<=", now).execute();
}
