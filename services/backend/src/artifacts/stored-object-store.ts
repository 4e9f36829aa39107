import type { Database, DatabaseTransaction } from "../db/tables.ts";

/** Says that the content is wanted now: it is not cleaned up for a while, so a reference can be made meanwhile. */
export async function touch(
  db: Database,
  { digest, sizeBytes, now }: { digest: string; sizeBytes: number; now: Date },
): Promise<void> {
  await db
    .insertInto("stored_objects")
    .values({ digest, size_bytes: sizeBytes, touched_at: now })
    .onConflict((conflict) => conflict.column("digest").doUpdateSet({ touched_at: now }))
    .execute();
}

/** Content that no artifact of a living version has, untouched since `before`. */
export async function listUnreferenced(db: Database, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("stored_objects as object")
    .select("object.digest")
    .where("touched_at", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("artifacts")
            .select("artifacts.id")
            .whereRef("artifacts.digest", "=", "object.digest")
            .where("artifacts.version_id", "is not", null),
        ),
      ),
    )
    .limit(500)
    .execute();
  return rows.map(({ digest }) => digest);
}

/** False when it was touched or referred to in the meantime. Holds the row until the end of the transaction. */
export async function removeUnreferenced(trx: DatabaseTransaction, digest: string, before: Date): Promise<boolean> {
  const row = await trx
    .deleteFrom("stored_objects")
    .where("digest", "=", digest)
    .where("touched_at", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("artifacts")
            .select("artifacts.id")
            .whereRef("artifacts.digest", "=", "stored_objects.digest")
            .where("artifacts.version_id", "is not", null),
        ),
      ),
    )
    .returning("digest")
    .executeTakeFirst();
  return row !== undefined;
}
