import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { migrations } from "../db/migrations.ts";
import type { Tables } from "../db/tables.ts";
import { uploadVersion, useTestBackend } from "../test-support/test-backend.ts";

describe("environment variables", async () => {
  const { anonymous, newUser, platform } = await useTestBackend();
  const ann = await newUser();
  const project = async () => `/api/projects/${(await ann.api.post("/api/projects", { name: "p" })).body.id}`;
  const listed = async (base: string) =>
    (await ann.api.get(`${base}/env-vars`)).body.data.map(({ key, value, is_secret }: Record<string, unknown>) => [
      key,
      value,
      is_secret,
    ]);
  /** As a run would get them. */
  const launched = async (base: string) => {
    const { versionId } = await uploadVersion(ann.api, base.split("/").at(-1) ?? "", { tag: crypto.randomUUID() });
    const url = `${base.replace("/api", "/internal")}/versions/${versionId}/launch`;
    return (await anonymous.get(url, { authorization: `Bearer ${platform.serviceToken}` })).body.env;
  };

  it("reach a run in the clear, and their owner with secrets masked", async () => {
    const base = await project();
    expect((await ann.api.post(`${base}/env-vars`, { key: "PLAIN", value: 'a=b\n"c"' })).status).toBe(201);
    const secret = await ann.api.post(`${base}/env-vars`, { key: "TOKEN", value: "hidden-value", is_secret: true });
    expect(secret).toMatchObject({ status: 201, body: { key: "TOKEN", value: "********", is_secret: true } });
    expect(await listed(base)).toEqual([
      ["PLAIN", 'a=b\n"c"', false],
      ["TOKEN", "********", true],
    ]);
    expect(await launched(base)).toEqual({ PLAIN: 'a=b\n"c"', TOKEN: "hidden-value" });
  });

  it("are changed by setting them again", async () => {
    const base = await project();
    await ann.api.post(`${base}/env-vars`, { key: "A", value: "1" });
    expect((await ann.api.post(`${base}/env-vars`, { key: "A", value: "2" })).status).toBe(200);
    expect(await listed(base)).toEqual([["A", "2", false]]);
  });

  it("are replaced as a whole, a masked secret keeping its value", async () => {
    const base = await project();
    await ann.api.post(`${base}/env-vars`, { key: "OLD", value: "1" });
    await ann.api.post(`${base}/env-vars`, { key: "KEPT", value: "secret", is_secret: true });
    const set = [
      { key: "KEPT", value: "********", is_secret: true },
      { key: "NEW", value: "2", is_secret: false },
    ];
    const answer = await ann.api.put(`${base}/env-vars`, set);
    expect(answer.body.data).toMatchObject(set);
    expect(await launched(base)).toEqual({ KEPT: "secret", NEW: "2" });
    expect((await ann.api.put(`${base}/env-vars`, { data: [{ key: "ONLY", value: "" }] })).status).toBe(200);
    expect(await launched(base)).toEqual({ ONLY: "" });
    expect((await ann.api.put(`${base}/env-vars`, [])).body.data).toEqual([]);
  });

  it("do not let a secret be read by declaring it none", async () => {
    const base = await project();
    await ann.api.post(`${base}/env-vars`, { key: "S", value: "secret", is_secret: true });
    const answer = await ann.api.put(`${base}/env-vars`, [{ key: "S", value: "********", is_secret: false }]);
    expect(answer.body.code).toBe("env_var_secret");
    expect(await listed(base)).toEqual([["S", "********", true]]);
  });

  it("leave the old set where the new one has a mistake", async () => {
    const base = await project();
    await ann.api.post(`${base}/env-vars`, { key: "A", value: "1" });
    const twice = [
      { key: "B", value: "1" },
      { key: "B", value: "2" },
    ];
    expect((await ann.api.put(`${base}/env-vars`, twice)).body.code).toBe("env_var_duplicate");
    expect(
      (
        await ann.api.put(`${base}/env-vars`, [
          { key: "B", value: "1" },
          { key: "LLM_MODEL", value: "x" },
        ])
      ).status,
    ).toBe(400);
    expect(await listed(base)).toEqual([["A", "1", false]]);
  });

  it.each(["", "1A", "A-B", "A B", "A=B", "Ä", "A\u0000", "x".repeat(129)])("refuse the name %j", async (key) => {
    expect((await ann.api.post(`${await project()}/env-vars`, { key, value: "" })).body.code).toBe("invalid_request");
  });

  it.each(["LLM_MODEL", "LLM_BASE_URL", "LLM_API_KEY", "__proto__", "constructor"])(
    "reserve the name %s",
    async (key) => {
      expect(await ann.api.post(`${await project()}/env-vars`, { key, value: "x" })).toMatchObject({
        status: 400,
        body: { code: "env_var_reserved" },
      });
    },
  );

  it("refuse values that no environment can hold", async () => {
    const base = await project();
    expect((await ann.api.post(`${base}/env-vars`, { key: "A", value: "a\u0000b" })).status).toBe(400);
    expect((await ann.api.post(`${base}/env-vars`, { key: "A", value: "x".repeat(40_000) })).status).toBe(400);
    expect((await ann.api.post(`${base}/env-vars`, { key: "A", value: 1 })).status).toBe(400);
  });

  it("are deleted by their name", async () => {
    const base = await project();
    await ann.api.post(`${base}/env-vars`, { key: "A", value: "1" });
    expect((await ann.api.delete(`${base}/env-vars/A`)).status).toBe(204);
    expect((await ann.api.delete(`${base}/env-vars/A`)).body.code).toBe("env_var_not_found");
  });

  it("lie encrypted in the database, secrets or not", async () => {
    const base = await project();
    await ann.api.post(`${base}/env-vars`, { key: "A", value: "canary-plain" });
    await ann.api.post(`${base}/env-vars`, { key: "B", value: "canary-secret", is_secret: true });
    const db = await platform.database<Tables>("backend", migrations);
    const { rows } = await sql<{ text: string }>`
      select (select json_agg(e)::text from env_vars e) || (select json_agg(a)::text from audit_log a) as text
    `.execute(db);
    expect(rows[0]?.text).toContain("sealed_value");
    expect(rows[0]?.text).not.toContain("canary");
  });
});
