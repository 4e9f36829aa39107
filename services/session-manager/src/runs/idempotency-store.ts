import type { Kysely, Selectable, Transaction } from "kysely";
import type { IdempotencyKeyTable, Tables } from "../db/tables.ts";

/**
 * Undefined when the key was free and now stands for `runId`; otherwise who had it before. Of two at once the second
 * waits here for the first's transaction.
 */
export async function claim(
  trx: Transaction<Tables>,
  {
    projectId,
    key,
    requestHash,
    runId,
    now,
  }: {
    projectId: string;
    key: string;
    requestHash: string;
    runId: string;
    now: Date;
  },
): Promise<Selectable<IdempotencyKeyTable> | undefined> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("idempotency_keys")
    .values({ project_id: projectId, key, request_hash: requestHash, run_id: runId, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return undefined;
  return trx
    .selectFrom("idempotency_keys")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
}

export async function forgetBefore(db: Kysely<Tables>, time: Date): Promise<void> {
  await db.deleteFrom("idempotency_keys").where("created_at", "<", time).execute();
}
