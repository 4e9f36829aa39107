import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { createTestPlatform, useTestPlatform } from "./test-platform.ts";

describe("test platform", async () => {
  const platform = await useTestPlatform();

  it("has a database of its own, in which a service's schema is migrated", async () => {
    const db = await platform.database<{ things: { id: string } }>("test_service", {
      "0001_things": { up: (schema) => schema.schema.createTable("things").addColumn("id", "text").execute() },
    });
    await db.insertInto("things").values({ id: "a" }).execute();
    expect(await db.selectFrom("things").selectAll().execute()).toEqual([{ id: "a" }]);

    await using other = await createTestPlatform();
    const otherDb = await other.database<{ things: { id: string } }>("test_service", {
      "0001_things": { up: (schema) => schema.schema.createTable("things").addColumn("id", "text").execute() },
    });
    expect(await otherDb.selectFrom("things").selectAll().execute()).toEqual([]);
    expect((await sql<{ name: string }>`select current_schema() as name`.execute(db)).rows).toEqual([
      { name: "test_service" },
    ]);
  });

  it("gives each platform secrets of its own", async () => {
    await using other = await createTestPlatform();
    expect(other.serviceToken).not.toBe(platform.serviceToken);
    expect(other.masterKey.equals(platform.masterKey)).toBe(false);
    expect(platform.masterKey).toHaveLength(32);
  });
});
