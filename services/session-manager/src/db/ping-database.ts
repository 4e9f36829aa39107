import { type Kysely, sql } from "kysely";

/** Throws when the database does not answer; for /health. */
export const pingDatabase = <Tables>(db: Kysely<Tables>): Promise<unknown> => sql`select 1`.execute(db);
