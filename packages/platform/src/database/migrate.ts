import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { ServiceError } from "../errors.ts";
import type { Logger } from "../log.ts";

export interface MigrateOptions {
  schema: string;
  migrations: Record<string, Migration>;
  log: Logger;
}

/**
 * Makes the schema and runs what has not run yet, all or nothing, in one transaction. Several processes may start at once:
 * the migrator holds an advisory lock, so one migrates and the others find it done.
 */
export async function migrateToLatest<Tables>(
  db: Kysely<Tables>,
  { schema, migrations, log }: MigrateOptions,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw migrationError(schema, error, results.find(({ status }) => status === "Error")?.migrationName);
  for (const { migrationName } of results) log.info({ schema, migration: migrationName }, "migrated the database");
}

function migrationError(schema: string, cause: unknown, migration: string | undefined): ServiceError {
  if (cause instanceof ServiceError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  if (why.startsWith("corrupted migrations: previously executed migration")) {
    return new ServiceError(
      "failed_precondition",
      "database_newer",
      `The tables of ${schema} were made by another version of the cloud, probably a newer one. Start that one. (${why})`,
      { cause },
    );
  }
  const which = migration ? `Migration ${migration} of ${schema}` : `Preparing the tables of ${schema}`;
  return new ServiceError("internal", "migration_failed", `${which} failed: ${why}.`, { cause });
}
