import { describe, expect, it } from "vitest";
import { keys, useE2b } from "../test-support/e2b-under-test.ts";

describe("the E2B API", async () => {
  const e2b = await useE2b();
  const { call } = e2b;
  const made: string[] = [];
  async function create(path: string, body: Record<string, unknown> = {}, key = keys.alice) {
    const answer = await call("POST", path, { templateID: "base", ...body }, { "x-api-key": key });
    if (answer.status === 201) made.push(answer.body.sandboxID);
    return answer;
  }
  const info = async (id: string) => (await call("GET", `/sandboxes/${id}`)).body;
  const secondsLeft = async (id: string) => (Date.parse((await info(id)).endAt) - Date.now()) / 1000;

  describe("without a key", () => {
    it.each([
      ["none", {}],
      ["an empty one", { "x-api-key": "" }],
      ["one of another shape", { "x-api-key": "sk_1" }],
      ["a wrong one", { "x-api-key": `e2b_${"0".repeat(40)}` }],
      ["a wrong bearer token", { authorization: `Bearer e2b_${"0".repeat(40)}` }],
      ["another scheme", { authorization: `Basic ${Buffer.from(keys.alice).toString("base64")}` }],
    ])("answers 401 to %s, on every route", async (_name, headers) => {
      const routes = [
        ["GET", "/v2/sandboxes"],
        ["POST", "/sandboxes"],
        ["DELETE", "/sandboxes/x"],
        ["GET", "/snapshots"],
        ["GET", "/templates"],
        ["GET", "/teams"],
        ["POST", "/v3/templates"],
      ] as const;
      for (const [method, path] of routes) {
        const answer = await call(method, path, method === "POST" ? {} : undefined, headers);
        expect([path, answer.status, answer.body]).toEqual([path, 401, expect.objectContaining({ code: 401 })]);
      }
    });

    it("takes the key as a bearer token as well", async () => {
      const headers = { authorization: `Bearer ${keys.alice}` };
      expect((await call("GET", "/v2/sandboxes", undefined, headers)).status).toBe(200);
    });
  });

  it("has the fields that clients demand, in both generations", async () => {
    for (const [path, timeout] of [
      ["/sandboxes", 15],
      ["/v2/sandboxes", 300],
    ] as const) {
      const { status, body } = await create(path);
      expect(status).toBe(201);
      expect(body).toEqual({
        templateID: "default",
        sandboxID: expect.stringMatching(/^i[a-z0-9]{20}$/),
        clientID: expect.any(String),
        alias: "base",
        envdVersion: "0.6.13",
        envdAccessToken: expect.any(String),
        trafficAccessToken: null,
        domain: null,
      });
      const left = await secondsLeft(body.sandboxID);
      expect(left).toBeGreaterThan(timeout - 10);
      expect(left).toBeLessThanOrEqual(timeout);
    }
  });

  it("knows a sandbox by the longer id of old clients", async () => {
    const { body } = await create("/sandboxes", { timeout: 60 });
    expect((await info(`${body.sandboxID}-${body.clientID}`)).sandboxID).toBe(body.sandboxID);
  });

  it("answers errors with the status in the body", async () => {
    const missing = `i${"0".repeat(20)}`;
    for (const [method, path, body] of [
      ["GET", `/sandboxes/${missing}`],
      ["DELETE", `/sandboxes/${missing}`],
      ["POST", `/sandboxes/${missing}/timeout`, { timeout: 1 }],
      ["POST", `/sandboxes/${missing}/pause`],
      ["POST", `/sandboxes/${missing}/connect`, { timeout: 1 }],
      ["POST", `/v2/sandboxes/${missing}/connect`],
      ["POST", `/sandboxes/${missing}/resume`, { timeout: 1 }],
      ["POST", `/sandboxes/${missing}/refreshes`, { duration: 1 }],
      ["POST", `/sandboxes/${missing}/fork`],
      ["POST", `/sandboxes/${missing}/snapshots`],
      ["PUT", `/sandboxes/${missing}/network`, {}],
      ["GET", `/sandboxes/${missing}/metrics`],
      ["GET", `/sandboxes/${missing}/logs`],
      ["GET", `/v2/sandboxes/${missing}/logs`],
      ["GET", "/nothing"],
    ] as const) {
      const answer = await call(method, path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, 404]);
      expect(answer.body.message).toEqual(expect.any(String));
    }
  });

  it.each([
    ["a template of no name", { templateID: "" }],
    ["a timeout below zero", { timeout: -1 }],
    ["a timeout of more than a day", { timeout: 86_401 }],
    ["metadata that is not text", { metadata: { a: 1 } }],
    ["environment that is not text", { envVars: { A: [] } }],
    ["a domain to deny", { network: { denyOut: ["example.com"] } }],
    ["a domain to allow while all is open", { network: { allowOut: ["example.com"] } }],
    ["private ports of an open sandbox", { secure: false, network: { allowPublicTraffic: false } }],
    [
      "traffic that would wake what has no memory",
      { autoPause: true, autoPauseMemory: false, autoResume: { enabled: true } },
    ],
  ])("answers 400 to %s", async (_name, body) => {
    const answer = await create("/sandboxes", body);
    expect([answer.status, answer.body.code]).toEqual([400, 400]);
  });

  it("answers 400 to what is not JSON, and to names that would poison objects", async () => {
    const headers = { "x-api-key": keys.alice, "content-type": "application/json" };
    for (const body of ["{", '{"templateID":"base","metadata":{"__proto__":"x"}}']) {
      const response = await fetch(`${e2b.manager.url}/e2b/sandboxes`, { method: "POST", headers, body });
      expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 400 })]);
    }
  });

  it("says which template there is not", async () => {
    const { status, body } = await create("/sandboxes", { templateID: "no-such" });
    expect([status, body]).toEqual([
      404,
      expect.objectContaining({ code: 404, message: expect.stringContaining("no-such") }),
    ]);
  });

  it("says what it does not do", async () => {
    for (const [method, path] of [
      ["POST", "/v3/templates"],
      ["POST", "/v2/templates/x/builds/y"],
      ["GET", "/templates/x/builds/y/status"],
      ["POST", "/templates/tags"],
      ["GET", "/secrets"],
      ["POST", "/volumes"],
    ] as const) {
      const answer = await call(method, path, method === "POST" ? {} : undefined);
      expect([path, answer.status, answer.body.code]).toEqual([path, 501, 501]);
    }
    for (const body of [
      { volumeMounts: [{ name: "data", path: "/mnt/data" }] },
      { network: { rules: { "example.com": [{ transform: { headers: { a: "b" } } }] } } },
      { network: { egressProxy: { address: "proxy.example.com:1080" } } },
      { iam: { tokens: { one: { audience: "a", tokenType: "jwt" } } } },
    ]) {
      expect((await create("/sandboxes", body)).status).toBe(501);
    }
  });

  it("knows profiles as templates, by name and by alias", async () => {
    const { body: all } = await call("GET", "/templates");
    expect(all).toMatchObject([{ templateID: "default", aliases: ["base", "code-interpreter-v1", "mcp-gateway"] }]);
    expect((await call("GET", "/templates/aliases/base")).body).toEqual({ templateID: "default", public: true });
    expect((await call("GET", "/templates/aliases/nothing")).status).toBe(404);
  });

  it("pages through sandboxes while others start", async () => {
    const bob = { "x-api-key": keys.bob };
    const ids: string[] = [];
    for (let index = 0; index < 3; index++)
      ids.push((await create("/sandboxes", { timeout: 100 }, keys.bob)).body.sandboxID);
    const first = await call("GET", "/v2/sandboxes?limit=2", undefined, bob);
    expect(first.headers.get("x-total-running")).toBe("3");
    await create("/sandboxes", { timeout: 100, metadata: { late: "yes" } }, keys.bob);
    const token = first.headers.get("x-next-token");
    const second = await call("GET", `/v2/sandboxes?limit=2&nextToken=${token}`, undefined, bob);
    const seen = [...first.body, ...second.body].map(({ sandboxID }: { sandboxID: string }) => sandboxID);
    expect(seen).toEqual(ids.toReversed());
    expect(second.headers.get("x-next-token")).toBeNull();
    const upwards = await call("GET", "/v2/sandboxes?order=asc&limit=3", undefined, bob);
    expect(upwards.body.map(({ sandboxID }: { sandboxID: string }) => sandboxID)).toEqual(ids);
    for (const bad of [
      "limit=0",
      "limit=101",
      "order=up",
      "state=dead",
      "nextToken=x",
      "startedAfter=x",
      "template=base:v1",
    ]) {
      expect([bad, (await call("GET", `/v2/sandboxes?${bad}`, undefined, bob)).status]).toEqual([bad, 400]);
    }
  });

  it("filters by state, template and start", async () => {
    const bob = { "x-api-key": keys.bob };
    const list = async (query: string) => (await call("GET", `/v2/sandboxes?${query}`, undefined, bob)).body;
    const [newest, ...others] = await list("");
    await call("POST", `/sandboxes/${newest.sandboxID}/pause`, { memory: false }, bob);
    expect(await list("state=paused")).toMatchObject([{ sandboxID: newest.sandboxID, state: "paused" }]);
    expect(await list("state=running")).toHaveLength(others.length);
    expect(await list("state=running,paused")).toHaveLength(others.length + 1);
    expect((await call("GET", "/sandboxes", undefined, bob)).body).toHaveLength(others.length);
    expect(await list("template=base")).toHaveLength(others.length + 1);
    expect(await list("template=no-such")).toEqual([]);
    expect(await list(`startedAfter=${encodeURIComponent(newest.startedAt)}`)).toHaveLength(1);
  });

  it("keeps the end of a running sandbox, or moves it as it is asked to", async () => {
    const id = (await create("/sandboxes", { timeout: 200 })).body.sandboxID;
    const before = (await info(id)).endAt;
    expect((await call("POST", `/sandboxes/${id}/connect`, { timeout: 10 })).status).toBe(200);
    expect((await info(id)).endAt).toBe(before);
    expect((await call("POST", `/v2/sandboxes/${id}/connect`)).status).toBe(200);
    expect(await secondsLeft(id)).toBeGreaterThan(250);
    expect((await call("POST", `/sandboxes/${id}/timeout`, { timeout: 50 })).status).toBe(204);
    expect(await secondsLeft(id)).toBeLessThanOrEqual(50);
    expect((await call("POST", `/sandboxes/${id}/refreshes`, { duration: 500 })).status).toBe(204);
    expect(await secondsLeft(id)).toBeGreaterThan(450);
    expect((await call("POST", `/sandboxes/${id}/resume`, { timeout: 10 })).status).toBe(409);
  });

  it("tells what happened to a sandbox", async () => {
    const id = (await create("/sandboxes", { timeout: 200 })).body.sandboxID;
    await call("POST", `/sandboxes/${id}/pause`, {});
    expect((await call("POST", `/sandboxes/${id}/resume`, { timeout: 200 })).status).toBe(201);
    const { logs } = (await call("GET", `/v2/sandboxes/${id}/logs`)).body;
    expect(logs.map(({ message }: { message: string }) => message)).toEqual([
      "Sandbox created",
      "Sandbox paused",
      "Sandbox resumed",
    ]);
    const newest = (await call("GET", `/v2/sandboxes/${id}/logs?direction=backward&limit=1`)).body.logs;
    expect(newest).toMatchObject([{ message: "Sandbox resumed", level: "info" }]);
    expect((await call("GET", `/sandboxes/${id}/logs`)).body.logs).toHaveLength(3);
  });

  it("leaves nothing of a project that is deleted", async () => {
    const bob = { "x-api-key": keys.bob };
    const { body } = await create("/sandboxes", { timeout: 100 }, keys.bob);
    expect((await call("POST", `/sandboxes/${body.sandboxID}/snapshots`, {}, bob)).status).toBe(201);
    expect((await call("GET", "/snapshots", undefined, bob)).body).toHaveLength(1);
    await e2b.manager.removeProject("bob");
    expect((await call("GET", "/snapshots", undefined, bob)).body).toEqual([]);
    expect((await call("GET", "/v2/sandboxes", undefined, bob)).body).toEqual([]);
  });
});
