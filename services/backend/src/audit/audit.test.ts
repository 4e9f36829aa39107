import { describe, expect, it } from "vitest";
import { uploadVersion, useTestBackend } from "../test-support/test-backend.ts";

describe("audit log", async () => {
  const { newUser, anonymous, neighbours } = await useTestBackend();
  const admin = await newUser();
  const ann = await newUser();
  const actionsOf = ({ body }: { body: { data: { action: string }[] } }) => body.data.map(({ action }) => action);

  it("has every change of a project with who, what, when and from where", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "p" })).body;
    const base = `/api/projects/${id}`;
    await ann.api.patch(base, { name: "q" });
    const key = (await ann.api.post(`${base}/keys`)).body;
    await ann.api.post(`${base}/keys/${key.id}/reset`);
    await ann.api.delete(`${base}/keys/${key.id}`);
    const sandboxKey = (await ann.api.post(`${base}/sandbox-keys`)).body;
    await ann.api.delete(`${base}/sandbox-keys/${sandboxKey.id}`);
    await ann.api.post(`${base}/env-vars`, { key: "A", value: "1" });
    await ann.api.put(`${base}/env-vars`, [{ key: "B", value: "1" }]);
    await ann.api.delete(`${base}/env-vars/B`);
    await ann.api.put(`${base}/llm-config`, { mode: "platform", provider: "demo", model: "demo" });
    const { versionId } = await uploadVersion(ann.api, id, { tag: "v1" });
    neighbours.report = { ...neighbours.report, ok: false };
    await ann.api.put(`${base}/versions/${versionId}/activate`);
    neighbours.report = { ...neighbours.report, ok: true };
    await ann.api.put(`${base}/versions/${versionId}/activate`, undefined, { "x-forwarded-for": "203.0.113.9" });
    await ann.api.put(`${base}/versions/${versionId}/deactivate`);
    await ann.api.delete(`${base}/versions/${versionId}`);

    const log = await ann.api.get(`${base}/audit-log`);
    expect(actionsOf(log).sort()).toEqual(
      [
        ...["project.create", "project.update", "key.create", "key.reset", "key.delete"],
        ...["sandbox_key.create", "sandbox_key.delete", "env_vars.set", "env_vars.replace", "env_vars.delete"],
        ...["llm_config.set", "version.create", "artifact.upload_url", "artifact.confirm"],
        ...["version.activation_failed", "version.activate", "version.deactivate", "version.delete"],
      ].sort(),
    );
    const activation = log.body.data.find(({ action }: { action: string }) => action === "version.activate");
    expect(activation).toMatchObject({
      ...{ user_id: ann.id, user_email: ann.email, token_id: expect.stringMatching(/^pat_/), project_id: id },
      ...{ target: versionId, ip: "203.0.113.9", at: expect.any(String) },
    });
  });

  it("outlives its project, for administrators", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "short-lived" })).body;
    await ann.api.delete(`/api/projects/${id}`);
    expect((await ann.api.get(`/api/projects/${id}/audit-log`)).status).toBe(404);
    const all = (await admin.api.get("/api/audit-log?limit=200")).body.data;
    expect(
      all.find((entry: Record<string, unknown>) => entry.action === "project.delete" && entry.target === id),
    ).toBeDefined();
  });

  it("of the whole cloud is for administrators only, and has the accounts' changes", async () => {
    expect(await ann.api.get("/api/audit-log")).toMatchObject({ status: 403, body: { code: "admin_only" } });
    expect((await anonymous.get("/api/audit-log")).status).toBe(401);
    await anonymous.post("/api/auth/login", { email: ann.email, password: "password-1" });
    const actions = actionsOf(await admin.api.get("/api/audit-log?limit=200"));
    expect(actions).toEqual(expect.arrayContaining(["account.register", "account.login", "token.create"]));
  });

  it("believes forwarded addresses from the edge only, and only its last entry", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "p" })).body;
    await ann.api.patch(`/api/projects/${id}`, { name: "a" });
    await ann.api.call("PATCH", `/api/projects/${id}`, { name: "b" }, { "x-forwarded-for": "1.2.3.4, 5.6.7.8" });
    await ann.api.call("PATCH", `/api/projects/${id}`, { name: "c" }, { "x-forwarded-for": "not-an-address" });
    const { data } = (await ann.api.get(`/api/projects/${id}/audit-log`)).body;
    const ipOf = (name: string) => data.find((entry: { detail: { name: string } }) => entry.detail.name === name).ip;
    expect(["a", "b", "c"].map(ipOf)).toEqual(["127.0.0.1", "5.6.7.8", "127.0.0.1"]);
  });
});
