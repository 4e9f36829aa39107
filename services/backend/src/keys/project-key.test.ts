import { describe, expect, it } from "vitest";
import { useTestBackend } from "../test-support/test-backend.ts";

describe("project keys", async () => {
  const { anonymous, newUser, platform } = await useTestBackend();
  const ann = await newUser();
  const heard: unknown[] = [];
  await platform.coordination.bus.subscribe("keys.changed", (message) => heard.push(message));
  const project = async () => (await ann.api.post("/api/projects", { name: "p" })).body;
  const verify = async (accessKey: string, secretKey: string) =>
    (
      await anonymous.post(
        "/internal/keys/verify",
        { accessKey, secretKey },
        { authorization: `Bearer ${platform.serviceToken}` },
      )
    ).status;

  it("are several to a project, each good for itself", async () => {
    const { id, access_key, secret_key } = await project();
    const second = await ann.api.post(`/api/projects/${id}/keys`, { name: "second" });
    expect(second).toMatchObject({ status: 201, body: { name: "second" } });
    expect(await verify(second.body.access_key, second.body.secret_key)).toBe(200);
    expect(await verify(access_key, secret_key)).toBe(200);
    expect(await verify(access_key, second.body.secret_key)).toBe(401);
    expect(await verify(second.body.access_key, "")).toBe(401);
    expect(await verify("ak_unknown", secret_key)).toBe(401);
    expect(await verify("' or ''='", "' or ''='")).toBe(401);
  });

  it("are listed without their secrets", async () => {
    const { id, access_key, secret_key } = await project();
    const { body } = await ann.api.get(`/api/projects/${id}/keys`);
    expect(body).toMatchObject({ data: [{ access_key }], next_cursor: null });
    expect(JSON.stringify(body)).not.toContain(secret_key);
  });

  it("are refused the moment they are deleted, and everybody is told", async () => {
    const { id, access_key, secret_key } = await project();
    const [key] = (await ann.api.get(`/api/projects/${id}/keys`)).body.data;
    heard.length = 0;
    expect((await ann.api.delete(`/api/projects/${id}/keys/${key.id}`)).status).toBe(204);
    expect(await verify(access_key, secret_key)).toBe(401);
    expect(heard).toEqual([{ accessKey: access_key }]);
    expect((await ann.api.delete(`/api/projects/${id}/keys/${key.id}`)).body.code).toBe("key_not_found");
  });

  it("keep their access key when they are reset, and lose the old secret", async () => {
    const { id, access_key, secret_key } = await project();
    heard.length = 0;
    const reset = await ann.api.post(`/api/projects/${id}/keys/reset`);
    expect(reset).toMatchObject({ status: 200, body: { access_key, secret_key: expect.stringMatching(/^sk_/) } });
    expect(heard).toEqual([{ accessKey: access_key }]);
    expect(await verify(access_key, secret_key)).toBe(401);
    expect(await verify(access_key, reset.body.secret_key)).toBe(200);
    const again = await ann.api.post(`/api/projects/${id}/keys/${reset.body.id}/reset`, {});
    expect(await verify(access_key, again.body.secret_key)).toBe(200);
  });

  it("must be named for a reset where there are several", async () => {
    const { id } = await project();
    await ann.api.post(`/api/projects/${id}/keys`);
    expect((await ann.api.post(`/api/projects/${id}/keys/reset`)).body.code).toBe("key_ambiguous");
  });
});

describe("sandbox keys", async () => {
  const { anonymous, newUser, platform } = await useTestBackend();
  const ann = await newUser();
  const verify = (apiKey: string) =>
    anonymous.post("/internal/sandbox-keys/verify", { apiKey }, { authorization: `Bearer ${platform.serviceToken}` });

  it("have the shape that E2B's clients expect, and open their project until they are deleted", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "p" })).body;
    const created = await ann.api.post(`/api/projects/${id}/sandbox-keys`);
    expect(created).toMatchObject({ status: 201, body: { api_key: expect.stringMatching(/^e2b_[0-9a-f]{40}$/) } });
    expect((await verify(created.body.api_key)).body).toEqual({ keyId: created.body.id, projectId: id });
    const list = await ann.api.get(`/api/projects/${id}/sandbox-keys`);
    expect(list.body.data).toHaveLength(1);
    expect(JSON.stringify(list.body)).not.toContain(created.body.api_key);
    expect((await ann.api.delete(`/api/projects/${id}/sandbox-keys/${created.body.id}`)).status).toBe(204);
    expect((await verify(created.body.api_key)).body.code).toBe("key_invalid");
  });
});
