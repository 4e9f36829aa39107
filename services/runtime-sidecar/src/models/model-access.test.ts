import { say, startFakeProvider } from "@nexau-cloud/testkit";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { REAL_KEY, startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";

const sidecar = await startSidecarUnderTest();
const provider = await startFakeProvider({ otherwise: say("fine") });
afterAll(async () => {
  await sidecar[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
beforeEach(() => {
  sidecar.use({ baseUrl: provider.openaiBaseUrl });
  provider.requests.length = 0;
});

interface Post {
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

async function post({ path = "/v1/chat/completions", headers, body = { model: "m1" } }: Post = {}) {
  return fetch(`${sidecar.url}${path}`, {
    method: "POST",
    headers: headers ?? { authorization: `Bearer ${await sidecar.token()}` },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const codeOf = async (response: Response) => {
  const problem = (await response.json()) as { code: string; status: number; error: { message: string } };
  expect(problem.status).toBe(response.status);
  return problem.code;
};

describe("who may call a model", () => {
  it("puts the provider's key where the request token was, and sends the token to nobody", async () => {
    const token = await sidecar.token();
    const response = await post({ headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
    expect(provider.requests).toHaveLength(1);
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${REAL_KEY}`);
    expect(JSON.stringify(provider.requests)).not.toContain(token);
  });

  it.each<[string, Record<string, string>]>([
    ["nothing at all", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["an empty token", { authorization: "Bearer " }],
    ["no JWT", { authorization: "Bearer abc" }],
    ["quotes", { authorization: `Bearer "' OR 1=1 --` }],
    ["unicode", { authorization: Buffer.from("Bearer tökén").toString("latin1") }],
    ["a JWT without signature", { authorization: "Bearer eyJhbGciOiJub25lIn0.eyJqdGkiOiJ4In0." }],
    ["a hostile x-api-key", { "x-api-key": "{}" }],
  ])("refuses %s with 401 and asks nobody", async (_name, headers) => {
    const response = await post({ headers });
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe("request_token_invalid");
    expect(provider.requests).toHaveLength(0);
  });

  it("refuses a token of megabytes without reading it", async () => {
    const response = await post({ headers: { authorization: `Bearer ${"x".repeat(1_000_000)}` } });
    expect(response.status).toBe(431);
  });

  it("refuses a token that is expired, revoked, or for another use", async () => {
    const expired = await sidecar.token({ exp: 1 });
    expect(await codeOf(await post({ headers: { authorization: `Bearer ${expired}` } }))).toBe("request_token_expired");

    const revoked = await sidecar.token({ run_id: "run_over" });
    await sidecar.platform.coordination.keys.set("request-token:revoked:run_over", "1", 60_000);
    expect(await codeOf(await post({ headers: { authorization: `Bearer ${revoked}` } }))).toBe("request_token_revoked");

    const traces = await sidecar.token({ scopes: ["traces"] });
    const response = await post({ headers: { authorization: `Bearer ${traces}` } });
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe("request_token_scope");
    expect(provider.requests).toHaveLength(0);
  });

  it.each([
    ["another model", { model: "m9" }],
    ["a fallback that is another model", { model: "m1", models: ["m2", "m9"] }],
    ["an allowed name with something behind it", { model: "m1 " }],
  ])("refuses %s with 403", async (_name, body) => {
    const response = await post({ body });
    expect(response.status).toBe(403);
    const problem = await response.json();
    expect(problem).toMatchObject({
      code: "model_not_allowed",
      error: { code: "model_not_allowed", type: "permission_error" },
    });
    expect(provider.requests).toHaveLength(0);
  });

  it("sends the model that it has checked, also where the body names it twice", async () => {
    await post({ body: '{"model":"m9","messages":[],"model":"m1"}' });
    expect(provider.requests[0]?.body.model).toBe("m1");
    const hidden = await post({ body: '{"model":"m1","mod\\u0065l":"m9"}' });
    expect(await codeOf(hidden)).toBe("model_not_allowed");
  });

  it.each([
    ["/v1/messages", { model: "m1" }],
    ["/v1/responses", { model: "m1" }],
    ["/v1beta/models/m1:generateContent", {}],
    ["/v1/embeddings", { model: "m1" }],
    ["/v1/chat/completions/x", { model: "m1" }],
    ["/v1/../v1/messages", { model: "m1" }],
    ["//v1/chat/completions", { model: "m1" }],
    ["/anything", "no JSON"],
  ])("refuses %s for a token of OpenAI chat with 403", async (path, body) => {
    const response = await post({ path, body });
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe("route_not_allowed");
    expect(provider.requests).toHaveLength(0);
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["no model", "{}"],
    ["a model that is no text", '{"model":{"a":1}}'],
    ["nothing", ""],
  ])("refuses a body with %s", async (_name, body) => {
    const response = await post({ body });
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe("invalid_request");
  });

  it("tells a caller without a token nothing about routes", async () => {
    expect((await fetch(`${sidecar.url}/v1/embeddings`)).status).toBe(401);
    expect((await fetch(`${sidecar.url}/v1/models`)).status).toBe(401);
  });

  it("refuses a run whose project has changed to another kind of provider", async () => {
    sidecar.use({ baseUrl: provider.url, apiType: "anthropic_chat_completion" });
    const response = await post({
      headers: { authorization: `Bearer ${await sidecar.token({ run_id: "run_late" })}` },
    });
    expect(await codeOf(response)).toBe("route_not_allowed");
  });

  it("asks once for calls of a run that come at the same time, and anew for the next run", async () => {
    const before = sidecar.backend.asked;
    const headers = { authorization: `Bearer ${await sidecar.token({ run_id: "run_many" })}` };
    await Promise.all(Array.from({ length: 20 }, () => post({ headers })));
    expect(sidecar.backend.asked - before).toBe(1);

    sidecar.use({ baseUrl: provider.openaiBaseUrl, apiKey: "sk-changed-in-between" });
    await post({ headers: { authorization: `Bearer ${await sidecar.token({ run_id: "run_next" })}` } });
    expect(provider.requests.at(-1)?.headers.authorization).toBe("Bearer sk-changed-in-between");
  });

  it("sends no headers of the caller's but those that the format knows", async () => {
    const token = await sidecar.token();
    await post({
      headers: {
        authorization: `Bearer ${token}`,
        "x-api-key": token,
        cookie: "a=b",
        "openai-organization": "org",
        "x-forwarded-for": "1.2.3.4",
        "openai-beta": "assistants=v2",
      },
    });
    const headers = provider.requests[0]?.headers ?? {};
    expect(headers["openai-beta"]).toBe("assistants=v2");
    for (const name of ["x-api-key", "cookie", "openai-organization", "x-forwarded-for", "x-request-id"]) {
      expect(headers[name]).toBeUndefined();
    }
  });
});

describe("base URLs that a project typed in", () => {
  it("are joined as they are, whatever slashes and queries they have", async () => {
    sidecar.use({ baseUrl: `${provider.url}/deep/v1/?api-version=7` });
    await post({ headers: { authorization: `Bearer ${await sidecar.token({ run_id: "run_join" })}` } });
    expect(provider.requests[0]?.url).toBe("/deep/v1/chat/completions?api-version=7");
  });

  it.each([
    "http://169.254.169.254/latest",
    "http://[::ffff:169.254.169.254]/v1",
    "http://2852039166/v1",
    "http://metadata.google.internal/v1",
  ])("never lead to %s, even where private addresses are allowed", async (baseUrl) => {
    sidecar.use({ baseUrl });
    const response = await post({ headers: { authorization: `Bearer ${await sidecar.token({ run_id: baseUrl })}` } });
    expect(await codeOf(response)).toBe("address_refused");
  });

  it("lead to private addresses only where the operator allows it, by number or by name", async () => {
    await using strict = await startSidecarUnderTest({ allowPrivateProviders: false });
    const ask = async (custom: boolean, host: string) => {
      strict.use({ baseUrl: `${provider.openaiBaseUrl.replace("127.0.0.1", host)}`, custom });
      return fetch(`${strict.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${await strict.token({ run_id: `${custom} ${host}` })}` },
        body: JSON.stringify({ model: "m1" }),
      });
    };
    expect(await codeOf(await ask(true, "127.0.0.1"))).toBe("address_refused");
    expect(await codeOf(await ask(true, "localhost"))).toBe("address_refused");
    expect(provider.requests).toHaveLength(0);
    expect((await ask(false, "127.0.0.1")).status).toBe(200);
  });
});

describe("the service itself", () => {
  it("says that it is well and what it offers, to anybody", async () => {
    for (const base of [sidecar.url, sidecar.tracesUrl]) {
      expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ status: "ok" });
      expect((await fetch(`${base}/metrics`)).status).toBe(200);
    }
    const document = (await (await fetch(`${sidecar.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths).toSorted()).toEqual([
      "/v1/chat/completions",
      "/v1/messages",
      "/v1/models",
      "/v1/responses",
      "/v1beta/models/{target}",
    ]);
  });
});
