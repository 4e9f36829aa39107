import { ServiceError } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import { uploadVersion, useTestBackend } from "../test-support/test-backend.ts";

describe("projects", async () => {
  const backend = await useTestBackend();
  const { anonymous, newUser, neighbours, cleanup, platform } = backend;
  const ann = await newUser();
  const bob = await newUser();
  const internal = { authorization: `Bearer ${platform.serviceToken}` };
  const verify = (keys: object) => anonymous.post("/internal/keys/verify", keys, internal);

  it("are made with a description and a key that opens the data plane", async () => {
    const created = await ann.api.post("/api/projects", { name: "first", description: "What it is for" });
    expect(created).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
        name: "first",
        description: "What it is for",
        created_at: expect.any(String),
        access_key: expect.stringMatching(/^ak_/),
        secret_key: expect.stringMatching(/^sk_/),
      },
    });
    const { id, access_key: accessKey, secret_key: secretKey } = created.body;
    expect((await verify({ accessKey, secretKey })).body).toMatchObject({ projectId: id });
    expect(JSON.stringify((await ann.api.get(`/api/projects/${id}`)).body)).not.toContain(secretKey);
  });

  it("need no description", async () => {
    expect((await ann.api.post("/api/projects", { name: "bare" })).body.description).toBe("");
    expect((await ann.api.post("/api/projects", { name: "null", description: null })).body.description).toBe("");
  });

  it.each([{}, { name: "" }, { name: "  " }, { name: 1 }, { name: "x".repeat(129) }, { name: "a\u0000b" }])(
    "refuse %j",
    async (body) => {
      expect(await ann.api.post("/api/projects", body)).toMatchObject({
        status: 400,
        body: { code: "invalid_request" },
      });
    },
  );

  it("refuse a body with __proto__ or constructor.prototype", async () => {
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "application/json" };
    for (const text of ['{"name":"x","__proto__":{"a":1}}', '{"name":"x","constructor":{"prototype":{"a":1}}}']) {
      expect((await anonymous.call("POST", "/api/projects", Buffer.from(text), headers)).status).toBe(400);
    }
  });

  it("are renamed and described anew, each alone", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "old", description: "old" })).body;
    expect((await ann.api.patch(`/api/projects/${id}`, { name: "new" })).body).toMatchObject({
      name: "new",
      description: "old",
    });
    expect((await ann.api.patch(`/api/projects/${id}`, { description: "" })).body).toMatchObject({
      name: "new",
      description: "",
    });
  });

  it("are listed page by page, only to their owner", async () => {
    const carol = await newUser();
    const ids: string[] = [];
    for (const name of ["1", "2", "3", "4", "5"])
      ids.unshift((await carol.api.post("/api/projects", { name })).body.id);
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await carol.api.get(`/api/projects?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor ?? "";
    } while (cursor);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect((await carol.api.get("/api/projects?cursor=%27%20or%201=1")).body.code).toBe("cursor_invalid");
    expect((await carol.api.get("/api/projects?limit=0")).status).toBe(400);
    const bobs = await bob.api.get("/api/projects");
    expect(bobs.body).toEqual({ data: [], next_cursor: null });
  });

  it("are gone for everybody once deleted, with all that other services keep of them", async () => {
    const heard: unknown[] = [];
    await platform.coordination.bus.subscribe("keys.changed", (message) => heard.push(message));
    const {
      id,
      access_key: accessKey,
      secret_key: secretKey,
    } = (await ann.api.post("/api/projects", { name: "gone" })).body;
    await uploadVersion(ann.api, id, { tag: "v1" });
    await ann.api.post(`/api/projects/${id}/env-vars`, { key: "A", value: "1" });

    expect((await bob.api.delete(`/api/projects/${id}`)).status).toBe(404);
    expect((await ann.api.delete(`/api/projects/${id}`)).status).toBe(204);

    expect((await ann.api.get(`/api/projects/${id}`)).status).toBe(404);
    expect((await ann.api.get(`/api/projects/${id}/versions`)).status).toBe(404);
    expect((await verify({ accessKey, secretKey })).body.code).toBe("key_invalid");
    expect(heard).toEqual([{ accessKey }]);
    expect(neighbours.cleared).toContain(id);
    expect((await ann.api.delete(`/api/projects/${id}`)).status).toBe(404);
  });

  it("are cleaned up later where another service could not be reached", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "left over" })).body;
    neighbours.clearError = new ServiceError(
      "unavailable",
      "service_unavailable",
      "The session-manager cannot be reached.",
    );
    expect((await ann.api.delete(`/api/projects/${id}`)).status).toBe(204);
    expect((await ann.api.get(`/api/projects/${id}`)).status).toBe(404);
    expect(neighbours.cleared).not.toContain(id);
    neighbours.clearError = undefined;
    await cleanup.run();
    expect(neighbours.cleared).toContain(id);
  });
});
