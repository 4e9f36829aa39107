import type { Message } from "@nexau-cloud/contracts";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";

/** All messages of a session, oldest first. */
export async function readHistory(db: Kysely<Tables>, sessionId: string): Promise<Message[]> {
  const rows = await db
    .selectFrom("messages")
    .select("message")
    .where("session_id", "=", sessionId)
    .orderBy("position")
    .execute();
  return rows.map(({ message }): Message => JSON.parse(message));
}
