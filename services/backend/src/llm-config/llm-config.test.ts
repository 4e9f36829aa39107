import { describe, expect, it } from "vitest";
import { useTestBackend } from "../test-support/test-backend.ts";

const custom = {
  mode: "custom",
  api_type: "openai_chat_completion",
  base_url: "http://127.0.0.1:11434/v1",
  api_key: "sk-canary",
  model: "m",
};

describe("LLM configuration", async () => {
  const { anonymous, newUser, platform } = await useTestBackend({
    providers: [
      {
        name: "acme",
        api_type: "anthropic_chat_completion",
        base_url: "https://acme.example",
        api_key: "sk-op",
        models: ["big", "small"],
      },
      { name: "other", baseUrl: "https://other.example/v1", models: ["o"] },
    ],
  });
  const ann = await newUser();
  const project = async () => (await ann.api.post("/api/projects", { name: "p" })).body.id;
  const put = (id: string, body: unknown) => ann.api.put(`/api/projects/${id}/llm-config`, body);
  const get = async (id: string) => (await ann.api.get(`/api/projects/${id}/llm-config`)).body;
  /** As the sidecar sees it. */
  const provider = async (id: string) =>
    (await anonymous.get(`/internal/projects/${id}/provider`, { authorization: `Bearer ${platform.serviceToken}` }))
      .body;

  it("is the operator's first provider in a new project", async () => {
    const id = await project();
    expect(await get(id)).toEqual({ mode: "platform", provider: "acme", model: "big" });
    expect(await provider(id)).toEqual({
      name: "acme",
      apiType: "anthropic_chat_completion",
      baseUrl: "https://acme.example",
      apiKey: "sk-op",
      model: "big",
      custom: false,
    });
  });

  it("lists the operator's providers without their keys and addresses, and the demo one", async () => {
    expect((await ann.api.get("/api/providers")).body.data).toEqual([
      { name: "acme", api_type: "anthropic_chat_completion", models: ["big", "small"] },
      { name: "other", api_type: "openai_chat_completion", models: ["o"] },
      { name: "demo", api_type: "openai_chat_completion", models: ["demo"] },
    ]);
  });

  it("takes a provider and a model that are there, and no other", async () => {
    const id = await project();
    expect((await put(id, { mode: "platform", provider: "demo", model: "demo" })).status).toBe(200);
    expect(await provider(id)).toMatchObject({ name: "demo", baseUrl: "demo:", apiKey: "", model: "demo" });
    expect((await put(id, { mode: "platform", provider: "acme", model: "huge" })).body.code).toBe("model_unknown");
    expect((await put(id, { mode: "platform", provider: "nope", model: "x" })).body.code).toBe(
      "provider_not_configured",
    );
    expect(await get(id)).toEqual({ mode: "platform", provider: "demo", model: "demo" });
  });

  it("never reads the key of a custom provider back, and gives it to the sidecar only", async () => {
    const id = await project();
    const answer = await put(id, custom);
    expect(answer.body).toEqual({
      mode: "custom",
      api_type: "openai_chat_completion",
      base_url: "http://127.0.0.1:11434/v1",
      model: "m",
      has_api_key: true,
    });
    expect(await get(id)).toEqual(answer.body);
    expect(await provider(id)).toMatchObject({ apiKey: "sk-canary", baseUrl: custom.base_url, custom: true });
    const audit = await ann.api.get(`/api/projects/${id}/audit-log`);
    expect(JSON.stringify(audit.body)).not.toContain("sk-canary");
  });

  it("keeps the key while the base URL stays, and drops it with a new one", async () => {
    const id = await project();
    await put(id, custom);
    const { api_key: _key, ...withoutKey } = custom;
    expect((await put(id, { ...withoutKey, model: "m2", base_url: "http://127.0.0.1:11434/v1/" })).body).toMatchObject({
      has_api_key: true,
    });
    expect(await provider(id)).toMatchObject({ apiKey: "sk-canary", model: "m2" });
    expect((await put(id, { ...withoutKey, base_url: "http://127.0.0.1:9/v1" })).body).toMatchObject({
      has_api_key: false,
    });
    expect(await provider(id)).toMatchObject({ apiKey: "" });
    expect((await put(id, withoutKey)).body).toMatchObject({ has_api_key: false });
  });

  it("drops the key when it is sent empty, and when the operator's provider is chosen", async () => {
    const id = await project();
    await put(id, custom);
    expect((await put(id, { ...custom, api_key: "" })).body.has_api_key).toBe(false);
    await put(id, custom);
    await put(id, { mode: "platform", provider: "other", model: "o" });
    const { api_key: _key, ...withoutKey } = custom;
    expect((await put(id, withoutKey)).body.has_api_key).toBe(false);
  });

  it.each([
    "http://169.254.169.254/v1",
    "http://2852039166/v1",
    "http://0xa9fea9fe/v1",
    "http://[::ffff:169.254.169.254]/v1",
    "http://metadata.google.internal/v1",
  ])("refuses the metadata service as %s", async (base_url) => {
    expect((await put(await project(), { ...custom, base_url })).body.code).toBe("address_refused");
  });

  it.each(["file:///etc/passwd", "demo:", "javascript:1", "no url", "http://user:pw@example.com/"])(
    "refuses %j",
    async (base_url) => {
      const answer = await put(await project(), { ...custom, base_url });
      expect(answer).toMatchObject({ status: 400, body: { code: "url_invalid" } });
      expect(answer.body.detail).not.toContain("sk-canary");
    },
  );

  it.each([{}, { mode: "magic" }, { mode: "custom" }, { ...custom, api_type: "soap" }, { ...custom, model: "" }])(
    "refuses %j",
    async (body) => {
      expect((await put(await project(), body)).body.code).toBe("invalid_request");
    },
  );
});

describe("LLM configuration of a cloud that others can reach", async () => {
  const { newUser } = await useTestBackend({ platform: { config: { host: "0.0.0.0" } } });
  const ann = await newUser();

  it("refuses private addresses, and uses the demo model where nothing is configured", async () => {
    const { id } = (await ann.api.post("/api/projects", { name: "p" })).body;
    for (const base_url of [custom.base_url, "http://localhost:1/", "http://10.0.0.1/", "http://[::1]/", "http://0/"]) {
      const answer = await ann.api.put(`/api/projects/${id}/llm-config`, { ...custom, base_url });
      expect(answer.body.code).toBe("address_refused");
    }
    expect((await ann.api.get(`/api/projects/${id}/llm-config`)).body).toEqual({
      mode: "platform",
      provider: "demo",
      model: "demo",
    });
  });
});
