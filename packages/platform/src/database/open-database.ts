import { Kysely, PostgresDialect } from "kysely";
import type { Migration } from "kysely/migration";
import pg from "pg";
import { ServiceError } from "../errors.ts";
import type { Logger } from "../log.ts";
import { migrateToLatest } from "./migrate.ts";

export interface DatabaseOptions {
  url: string;
  /** The schema of the one service that owns the tables; made if it is not there. */
  schema: string;
  /** By name, in the order of the names: `0001_sessions`, `0002_...`. Never edited after a release, never removed. */
  migrations: Record<string, Migration>;
  log: Logger;
  maxConnections?: number;
  idleTimeoutMs?: number;
  connectTimeoutMs?: number;
}

/** A pool of connections to the service's own schema, migrated to the newest. `destroy()` closes it. */
export async function openDatabase<Tables>(options: DatabaseOptions): Promise<Kysely<Tables>> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: createPool(options) }) });
  try {
    await migrateToLatest(db, options);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

function createPool({
  url,
  schema,
  log,
  maxConnections = 10,
  idleTimeoutMs = 10_000,
  connectTimeoutMs = 10_000,
}: DatabaseOptions) {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(schema)) throw new Error(`not a name for a schema: ${schema}`);
  const pool = new pg.Pool({
    connectionString: checkedUrl(url),
    application_name: `nexau-cloud ${schema}`,
    // In the start packet: right from the first statement, and no round trip more.
    options: `-c search_path=${schema}`,
    max: maxConnections,
    // One stays: opening another takes longer than most statements.
    min: 1,
    idleTimeoutMillis: idleTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    idle_in_transaction_session_timeout: 60_000,
    types: { getTypeParser: parserOf },
  });
  // The pool listens to connections that wait in it. One in use tells its query, but between two queries of a transaction
  // there is none, and an error that nobody hears ends the process.
  pool.on("connect", (client) =>
    client.on("error", (error) => log.debug({ err: error, schema }, "a connection broke")),
  );
  pool.on("error", (error) => log.warn({ err: error, schema }, "an idle database connection was lost"));
  return {
    options: pool.options,
    connect: async () => {
      try {
        return await pool.connect();
      } catch (error) {
        throw databaseUnreachable(error);
      }
    },
    end: () => pool.end(),
  };
}

/**
 * Numbers, where PostgreSQL has 64 bits: counts and sums of ours stay far below 2^53. A date without time stays text, as
 * a `Date` would shift it by the machine's time zone. `timestamptz` is a `Date` and JSON is parsed already.
 */
function parserOf(type: number, format?: "text" | "binary") {
  if (type === pg.types.builtins.INT8) return Number;
  if (type === pg.types.builtins.DATE) return String;
  return pg.types.getTypeParser(type, format as "text");
}

function checkedUrl(url: string): string {
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new ServiceError(
    "failed_precondition",
    "database_url_invalid",
    "The database's URL does not have the form postgres://user:password@host:port/database.",
  );
}

/** What the driver says names hosts and users, never the password. */
function databaseUnreachable(cause: unknown): ServiceError {
  const { code, message } = cause as { code?: string; message?: string };
  const why = message || code || "no answer";
  return new ServiceError("unavailable", "database_unreachable", `The database cannot be reached: ${why}.`, { cause });
}
