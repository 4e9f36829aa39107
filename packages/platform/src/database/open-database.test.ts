import { createTestPostgres, useTestPostgres } from "@nexau-cloud/testkit";
import { type Generated, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { describe, expect, it } from "vitest";
import { createLogger } from "../log.ts";
import { type DatabaseOptions, openDatabase } from "./open-database.ts";

interface Tables {
  notes: { id: Generated<number>; text: string; at: Date | null; day: string | null; extra: object | null };
}

const log = createLogger("test", { level: "silent" });

const notes: Migration = {
  up: async (db) => {
    await db.schema
      .createTable("notes")
      .addColumn("id", "bigserial", (column) => column.primaryKey())
      .addColumn("text", "text", (column) => column.notNull())
      .addColumn("at", "timestamptz")
      .addColumn("day", "date")
      .addColumn("extra", "jsonb")
      .execute();
  },
};

const broken: Migration = {
  up: async (db) => {
    await db.schema.createTable("half_done").addColumn("id", "text").execute();
    await sql`select no_such_column`.execute(db);
  },
};

/** For polling while connections are broken: a query may meet one before the pool knows. */
const notesOrFailure = (db: Kysely<Tables>) =>
  db
    .selectFrom("notes")
    .selectAll()
    .execute()
    .catch(() => "not yet");

describe("a service's database", async () => {
  const { url } = await useTestPostgres();
  let schemas = 0;
  const freshSchema = () => `service_${++schemas}`;

  const open = (options: Partial<DatabaseOptions> = {}) =>
    openDatabase<Tables>({ url, schema: freshSchema(), migrations: { "0001_notes": notes }, log, ...options });

  it("keeps each service's tables in its own schema, without naming it", async () => {
    await using one = await open();
    await using other = await open();
    await one.insertInto("notes").values({ text: "mine" }).execute();
    expect(await one.selectFrom("notes").select("text").execute()).toEqual([{ text: "mine" }]);
    expect((await sql`select text from notes`.execute(one)).rows).toEqual([{ text: "mine" }]);
    expect(await other.selectFrom("notes").select("text").execute()).toEqual([]);
  });

  it("reads 64-bit numbers as numbers, times as dates, days as text and JSON parsed", async () => {
    await using db = await open();
    const at = new Date("2026-11-24T10:00:00.123Z");
    await db
      .insertInto("notes")
      .values({ text: "", at, day: "2026-11-24", extra: { a: [1] } })
      .execute();
    expect(await db.selectFrom("notes").selectAll().execute()).toEqual([
      { id: 1, text: "", at, day: "2026-11-24", extra: { a: [1] } },
    ]);
    const sums = await sql`select count(*) as count, max(id) as max from notes`.execute(db);
    expect(sums.rows).toEqual([{ count: 1, max: 1 }]);
  });

  it("keeps what was written when it is opened again, and runs only the new migrations", async () => {
    const schema = freshSchema();
    const first = await open({ schema });
    await first.insertInto("notes").values({ text: "kept" }).execute();
    await first.destroy();
    const later = { "0001_notes": notes, "0002_more": { up: (db: Kysely<unknown>) => addColumn(db, "more") } };
    await using second = await open({ schema, migrations: later });
    expect((await sql`select text, more from notes`.execute(second)).rows).toEqual([{ text: "kept", more: null }]);
  });

  it("migrates once when several processes start together", async () => {
    const schema = freshSchema();
    const opened = await Promise.all(Array.from({ length: 5 }, () => open({ schema })));
    for (const db of opened) await db.insertInto("notes").values({ text: "x" }).execute();
    expect(await opened[0]?.selectFrom("notes").select("id").execute()).toHaveLength(5);
    await Promise.all(opened.map((db) => db.destroy()));
  });

  it("names the migration that fails and leaves nothing of it, nor of those before it", async () => {
    const schema = freshSchema();
    await expect(open({ schema, migrations: { "0001_notes": notes, "0002_broken": broken } })).rejects.toMatchObject({
      reason: "migration_failed",
      message: expect.stringContaining("0002_broken"),
    });
    await using db = await open({ schema, migrations: {} });
    const tables = await sql`select tablename from pg_tables where schemaname = ${schema}`.execute(db);
    expect(tables.rows).not.toContainEqual({ tablename: "half_done" });
    expect(tables.rows).not.toContainEqual({ tablename: "notes" });
  });

  it("refuses tables of a newer version", async () => {
    const schema = freshSchema();
    await (await open({ schema, migrations: { "0001_notes": notes, "0002_newer": { up: async () => {} } } })).destroy();
    await expect(open({ schema })).rejects.toMatchObject({ reason: "database_newer" });
  });

  it("heals when its connections are cut", async () => {
    await using db = await open({ schema: "cut_off" });
    await using admin = await open();
    const cut = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nexau-cloud cut_off'`.execute(
        admin,
      );
    expect((await cut()).rows).not.toEqual([]);
    await expect.poll(() => notesOrFailure(db)).toEqual([]);
  });

  it("survives a connection that breaks while it is held, between two statements", async () => {
    await using db = await open({ schema: "held" });
    await using admin = await open();
    await db.connection().execute(async (held) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(held);
      const pid = rows[0]?.pid;
      await sql`select pg_terminate_backend(${pid})`.execute(admin);
      const left = async () => (await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(admin)).rows;
      await expect.poll(left).toEqual([]);
      await expect(sql`select 1`.execute(held)).rejects.toThrow();
    });
    await expect.poll(() => notesOrFailure(db)).toEqual([]);
  });

  it("lets idle connections go, but for one", async () => {
    await using db = await open({ schema: "idle", idleTimeoutMs: 1 });
    await using admin = await open();
    await Promise.all(Array.from({ length: 5 }, () => sql`select pg_sleep(0.01)`.execute(db)));
    const connections = async () =>
      (await sql`select 1 from pg_stat_activity where application_name = 'nexau-cloud idle'`.execute(admin)).rows;
    await expect.poll(connections).toHaveLength(1);
  });

  it("says that it cannot be reached, at the start and later, and never the password", async () => {
    const wrong = new URL(url);
    wrong.password = "secret-word";
    const refused = open({ url: wrong.href });
    await expect(refused).rejects.toMatchObject({ reason: "database_unreachable", status: 503 });
    await expect(refused).rejects.not.toThrow(/secret-word/);
    await expect(open({ url: "postgres://user:secret-word@127.0.0.1:1/x" })).rejects.toMatchObject({
      reason: "database_unreachable",
      message: expect.not.stringContaining("secret-word"),
    });

    const gone = await createTestPostgres();
    await using db = await open({ url: gone.url });
    await gone[Symbol.asyncDispose]();
    await expect
      .poll(() =>
        db
          .selectFrom("notes")
          .selectAll()
          .execute()
          .catch((error) => error.reason),
      )
      .toBe("database_unreachable");
  });

  it("refuses a URL of another kind without repeating it", async () => {
    const refused = open({ url: "mysql://user:secret-word@host/x" });
    await expect(refused).rejects.toMatchObject({ reason: "database_url_invalid" });
    await expect(refused).rejects.not.toThrow(/secret-word/);
  });
});

async function addColumn(db: Kysely<unknown>, name: string): Promise<void> {
  await db.schema.alterTable("notes").addColumn(name, "text").execute();
}
