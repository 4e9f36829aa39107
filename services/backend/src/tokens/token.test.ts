import { describe, expect, it } from "vitest";
import { createApiClient } from "../test-support/api-client.ts";
import { useTestBackend } from "../test-support/test-backend.ts";

describe("personal access tokens", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const { app, anonymous, newUser } = await useTestBackend({ platform: { now: () => now } });
  const ann = await newUser();
  const bob = await newUser();
  const withToken = (token: string) => createApiClient(app, { authorization: `Bearer ${token}` });
  const create = async (body: object) => (await ann.api.post("/api/auth/tokens", { name: "ci", ...body })).body;

  it("are shown once and listed without their secret", async () => {
    const created = await ann.api.post("/api/auth/tokens", { name: "once", expires_in: "90d" });
    expect(created).toMatchObject({
      status: 201,
      body: {
        name: "once",
        token: expect.stringMatching(/^nau_pat_[0-9a-f]{48}$/),
        expires_at: "2026-04-01T00:00:00.000Z",
      },
    });
    const list = await ann.api.get("/api/auth/tokens");
    expect(list.body.data.map(({ id }: { id: string }) => id)).toContain(created.body.id);
    expect(JSON.stringify(list.body)).not.toContain(created.body.token);
  });

  it("never expire without expires_in", async () => {
    expect(await create({})).toMatchObject({ expires_at: null });
    expect(await create({ expires_in: null })).toMatchObject({ expires_at: null });
  });

  it.each(["", "0d", "-1d", "90", "90y", "1.5h", "999999w", 90])("refuse %j as expires_in", async (expires_in) => {
    expect((await ann.api.post("/api/auth/tokens", { name: "x", expires_in })).status).toBe(400);
  });

  it("stop working when they expire", async () => {
    const { token } = await create({ expires_in: "12h" });
    expect((await withToken(token).get("/api/auth/me")).body.user.email).toBe(ann.email);
    now = new Date(now.getTime() + 12 * 3_600_000);
    expect(await withToken(token).get("/api/auth/me")).toMatchObject({ status: 401, body: { code: "token_invalid" } });
  });

  it("stop working the moment they are revoked", async () => {
    const { id, token } = await create({});
    expect((await withToken(token).get("/api/projects")).status).toBe(200);
    expect((await ann.api.delete(`/api/auth/tokens/${id}`)).status).toBe(204);
    expect((await withToken(token).get("/api/projects")).status).toBe(401);
    expect((await ann.api.delete(`/api/auth/tokens/${id}`)).status).toBe(404);
  });

  it("belong to their user", async () => {
    const { id, token } = await create({});
    expect((await bob.api.delete(`/api/auth/tokens/${id}`)).status).toBe(404);
    expect((await withToken(token).get("/api/auth/me")).status).toBe(200);
    const list = await bob.api.get("/api/auth/tokens");
    expect(list.body.data).toHaveLength(1);
  });

  it.each([
    "Bearer",
    "Bearer ",
    "Bearer nau_pat_0",
    `Bearer nau_pat_${"0".repeat(48)}`,
    "Bearer ' or 1=1 --",
    'Bearer "',
    "Basic YTpi",
    "Bearer nau_pat_\u00ff",
    `Bearer ${"a".repeat(8000)}`,
  ])("refuse the header %j", async (authorization) => {
    expect(await anonymous.get("/api/projects", { authorization })).toMatchObject({ status: 401 });
  });

  it("do not fall back to a cookie that is sent along", async () => {
    const answer = await anonymous.get("/api/auth/me", { authorization: "Bearer nau_pat_wrong", cookie: ann.cookie });
    expect(answer.status).toBe(401);
  });

  it("narrowed to projects see and touch no others, and no account", async () => {
    const open = (await ann.api.post("/api/projects", { name: "open" })).body.id;
    const hidden = (await ann.api.post("/api/projects", { name: "hidden" })).body.id;
    const { token } = await create({ project_ids: [open] });
    const api = withToken(token);
    const listed = await api.get("/api/projects");
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([open]);
    expect((await api.patch(`/api/projects/${open}`, { description: "seen" })).status).toBe(200);
    expect((await api.get(`/api/projects/${hidden}`)).status).toBe(404);
    expect((await api.get(`/api/projects/${hidden}/env-vars`)).status).toBe(404);
    for (const answer of [
      await api.post("/api/auth/tokens", { name: "wider" }),
      await api.get("/api/auth/tokens"),
      await api.post("/api/projects", { name: "new" }),
      await api.get("/api/audit-log"),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: "token_scope_insufficient" } });
    }
  });

  it("cannot be narrowed to somebody else's project", async () => {
    const { id } = (await bob.api.post("/api/projects", { name: "bob's" })).body;
    expect((await ann.api.post("/api/auth/tokens", { name: "x", project_ids: [id] })).status).toBe(404);
  });

  it("do what their scope says and no more", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "scoped" })).body;
    const attempts = async (scopes: string[]) => {
      const api = withToken((await create({ scopes })).token);
      return {
        read: (await api.get(`/api/projects/${id}/versions`)).status,
        deploy: (await api.post(`/api/projects/${id}/versions`, { tag: `by-${scopes.join("-")}` })).status,
        write: (await api.post(`/api/projects/${id}/keys`)).status,
        mint: (await api.post("/api/auth/tokens", { name: "wider" })).status,
      };
    };
    expect(await attempts(["read"])).toEqual({ read: 200, deploy: 403, write: 403, mint: 403 });
    expect(await attempts(["deploy"])).toEqual({ read: 200, deploy: 201, write: 403, mint: 403 });
    expect(await attempts(["read", "write"])).toEqual({ read: 200, deploy: 201, write: 201, mint: 201 });
    expect((await ann.api.post("/api/auth/tokens", { name: "x", scopes: [] })).status).toBe(400);
    expect((await ann.api.post("/api/auth/tokens", { name: "x", scopes: ["admin"] })).status).toBe(400);
  });
});
