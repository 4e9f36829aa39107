import { createLogger, openDatabase } from "@nexau-cloud/platform";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { createTestPostgres, useTestDatabase } from "./test-database.ts";

const log = createLogger("test", { level: "silent" });

describe("test database", async () => {
  const db = await useTestDatabase<{ notes: { text: string } }>(
    { "0001_notes": { up: (schema) => schema.schema.createTable("notes").addColumn("text", "text").execute() } },
    "notebook",
  );

  it("holds the service's migrated schema", async () => {
    await db.insertInto("notes").values({ text: "a" }).execute();
    expect(await db.selectFrom("notes").selectAll().execute()).toEqual([{ text: "a" }]);
  });

  it("is not the database of another test", async () => {
    await using other = await createTestPostgres();
    const otherDb = await openDatabase({ url: other.url, schema: "notebook", migrations: {}, log });
    const tables = await sql`select 1 from pg_tables where tablename = 'notes'`.execute(otherDb);
    await otherDb.destroy();
    expect(tables.rows).toEqual([]);
  });

  it("is gone when it was given up", async () => {
    const gone = await createTestPostgres();
    await gone[Symbol.asyncDispose]();
    await expect(openDatabase({ url: gone.url, schema: "notebook", migrations: {}, log })).rejects.toMatchObject({
      reason: "database_unreachable",
    });
  });
});
