import { randomBytes } from "node:crypto";
import { createLogger, openDatabase } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import pg from "pg";
import { afterAll } from "vitest";
import { askTestServer } from "./servers/ask-test-server.ts";

/**
 * A service's schema, migrated, in a database of this test file's own on the run's PostgreSQL. Made at once and given up
 * after the tests of the file or describe block it is called in.
 */
export async function useTestDatabase<Tables>(
  migrations: Record<string, Migration>,
  schema: string,
): Promise<Kysely<Tables>> {
  const { url } = await useTestPostgres();
  const db = await openDatabase<Tables>({ url, schema, migrations, log: createLogger("test", { level: "error" }) });
  afterAll(() => db.destroy());
  return db;
}

/** Likewise, with nothing in it yet. */
export async function useTestPostgres(): Promise<{ url: string }> {
  const database = await createTestPostgres();
  afterAll(() => database[Symbol.asyncDispose]());
  return { url: database.url };
}

/** Likewise, for `await using`. */
export async function createTestPostgres(): Promise<{ url: string } & AsyncDisposable> {
  const serverUrl = await askTestServer("postgres");
  if (!serverUrl) throw new Error("there is no PostgreSQL for tests");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => execute(serverUrl, `drop database ${name} with (force)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
