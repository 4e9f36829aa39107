import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createLifecycle } from "../lifecycle.ts";
import { createLogger } from "../log.ts";
import { createHttpServer, type HttpServerOptions } from "./http-server.ts";
import { listen } from "./listen.ts";
import { bindLogFields, contextHeaders, requestContext } from "./request-context.ts";
import { requireServiceToken } from "./service-token.ts";

const limits = { bodyBytes: 1000, headerBytes: 4096, requestTimeoutMs: 0, drainTimeoutMs: 50 };

const routes: FastifyPluginAsyncZod = async (app) => {
  const body = z.object({
    name: z.string().min(2),
    tags: z.array(z.object({ id: z.int() })).default([]),
    extra: z.unknown().optional(),
  });
  app.post("/things", { schema: { body } }, async (request) => ({ got: request.body, context: contextHeaders() }));
  app.get("/things/:id", { schema: { querystring: z.object({ limit: z.coerce.number().optional() }) } }, () => "ok");
  app.get("/broken", () => {
    throw new Error("password is hunter2");
  });
};

async function serverOf(options: Partial<HttpServerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger("test", { level: "trace", destination: { write: (line) => lines.push(line) } });
  const app = await createHttpServer({ name: "test", version: "1", description: "", log, limits, ...options });
  await app.register(routes);
  return { app, logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

async function post(payload: string, headers: Record<string, string> = {}) {
  const { app } = await serverOf();
  const response = await app.inject({
    method: "POST",
    url: "/things",
    payload,
    headers: { "content-type": "application/json", ...headers },
  });
  return { status: response.statusCode, type: response.headers["content-type"], body: response.json() };
}

describe("problem documents", () => {
  it("name every place of a body that is wrong and what is wrong with it", async () => {
    const { status, type, body } = await post('{"name":"a","tags":[{"id":1},{"id":"x"}]}');
    expect({ status, type }).toEqual({ status: 400, type: "application/problem+json" });
    expect(body).toMatchObject({
      code: "invalid_request",
      status: 400,
      errors: [
        { path: "body.name", message: expect.stringContaining("2 character") },
        { path: "body.tags.1.id", message: expect.stringContaining("expected number") },
      ],
    });
    expect(body.request_id).toMatch(/^req_/);
  });

  it("name the body itself when it is something else altogether", async () => {
    expect((await post("[]")).body).toMatchObject({ errors: [{ path: "body" }] });
  });

  it("name the query parameter that is wrong", async () => {
    const { app } = await serverOf();
    const response = await app.inject("/things/1?limit=many");
    expect(response.json()).toMatchObject({ errors: [{ path: "querystring.limit" }] });
  });

  it.each([
    ['{"name":', "invalid_request", 400],
    ["", "invalid_request", 400],
    ["null", "invalid_request", 400],
    ["[]", "invalid_request", 400],
    ['"text"', "invalid_request", 400],
    [`{"name":"${"x".repeat(1000)}"}`, "body_too_large", 413],
    [`${"[".repeat(400)}${"]".repeat(400)}`, "invalid_request", 400],
  ])("answer the body %.30j", async (payload, code, status) => {
    const answer = await post(payload);
    expect(answer.body).toMatchObject({ code, status });
    expect(answer.status).toBe(status);
  });

  it.each([
    '{"name":"ab","extra":{"__proto__":{"admin":true}}}',
    '{"__proto__":{"admin":true},"name":"ab"}',
    '{"name":"ab","extra":{"constructor":{"prototype":{"admin":true}}}}',
    '{"name":"ab","extra":{"\\u005f_proto__":{"admin":true}}}',
  ])("refuse the prototype keys of %j", async (payload) => {
    expect((await post(payload)).body).toMatchObject({ code: "invalid_request" });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("refuse other media types", async () => {
    const { body } = await post("name=ab", { "content-type": "application/x-www-form-urlencoded" });
    expect(body).toMatchObject({ code: "media_type_unsupported", status: 415 });
  });

  it.each(["/nowhere", "/things", "//things/1", "/things/%", "/things/%zz", `/things/${"x".repeat(600)}`])(
    "answer the path %.20s, which leads nowhere",
    async (url) => {
      const { app } = await serverOf();
      const response = await app.inject(url);
      expect([400, 404]).toContain(response.statusCode);
      expect(response.headers["content-type"]).toBe("application/problem+json");
      expect(response.json()).toMatchObject({ status: response.statusCode, code: expect.any(String) });
    },
  );

  it("keep the text of unforeseen errors for the log", async () => {
    const { app, logged } = await serverOf();
    const response = await app.inject("/broken");
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain("hunter2");
    expect(response.json()).toMatchObject({ code: "internal" });
    const line = logged().find(({ msg }) => msg === "request failed");
    expect(JSON.stringify(line)).toContain("hunter2");
    expect(line?.requestId).toBe(response.json().request_id);
  });

  it("answer what is not HTTP, and heads that are too large", async () => {
    const { app } = await serverOf();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const address = app.server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const ask = (request: string) => {
      const socket = connect(port, "127.0.0.1");
      socket.write(request);
      return text(socket);
    };
    expect(await ask("GARBAGE\r\n\r\n")).toMatch(/^HTTP\/1.1 400 .*"code":"invalid_request"/s);
    const head = `GET /health HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(5000)}\r\n\r\n`;
    expect(await ask(head)).toMatch(/^HTTP\/1.1 431 .*"code":"headers_too_large"/s);
    await app.close();
  });
});

describe("request context", () => {
  it("goes on with the caller's request id, trace and lane, as a span of its own on every hop", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const { body } = await post('{"name":"ab"}', { "x-request-id": "r-1", "x-nexau-lane": "dev", traceparent });
    expect(body.context).toEqual({
      "x-request-id": "r-1",
      "x-nexau-lane": "dev",
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    });
    expect(body.context.traceparent).not.toContain("b7ad6b7169203331");
  });

  it("begins a trace and an id where the caller brings none that are good", async () => {
    const hostile = { "x-request-id": "a b\u00e9", "x-nexau-lane": "../x", traceparent: "00-xyz" };
    const { body } = await post('{"name":"ab"}', hostile);
    expect(body.context).toEqual({
      "x-request-id": expect.stringMatching(/^req_/),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    });
  });

  it("is in every log line of the request, with the ids that were bound on the way", async () => {
    const { app, logged } = await serverOf();
    app.post("/bind", async (request) => {
      bindLogFields({ projectId: "prj", sessionId: "ses" });
      await Promise.resolve();
      bindLogFields({ runId: "run" });
      request.log.info("in the handler");
      return {};
    });
    await app.inject({
      method: "POST",
      url: "/bind",
      payload: { large: "x".repeat(500) },
      headers: { "x-request-id": "r" },
    });
    const ids = { requestId: "r", traceId: expect.any(String), projectId: "prj", sessionId: "ses", runId: "run" };
    expect(logged().find(({ msg }) => msg === "in the handler")).toMatchObject(ids);
    expect(logged().find(({ msg }) => msg === "request served")).toMatchObject({ ...ids, path: "/bind", status: 200 });
  });

  it("is kept apart for requests on one connection, and while their bodies arrive", async () => {
    const { app } = await serverOf();
    app.post("/who", async () => ({ id: requestContext.getStore()?.requestId }));
    await app.listen({ host: "127.0.0.1", port: 0 });
    const address = app.server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/who`;
    for (const id of ["one", "two"]) {
      const body = JSON.stringify({ text: "x".repeat(900) });
      const headers = { "content-type": "application/json", "x-request-id": id };
      expect(await (await fetch(url, { method: "POST", body, headers })).json()).toEqual({ id });
    }
    await app.close();
  });
});

describe("house routes", () => {
  it("say what is missing, with 503, also of a check that hangs or throws at once", async () => {
    const { app } = await serverOf({
      health: {
        database: () => Promise.reject(new Error("down")),
        objects: async () => undefined,
        broken: () => {
          throw new Error("broken");
        },
      },
    });
    const response = await app.inject("/health");
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ status: "unavailable", missing: ["database", "broken"] });
  });

  it("say that all is well with 200", async () => {
    const { app } = await serverOf({ health: { objects: async () => undefined } });
    expect((await app.inject("/health")).json()).toEqual({ status: "ok", missing: [] });
  });

  it("measure requests by route and never by path", async () => {
    const metrics = new Registry();
    const { app } = await serverOf({ metrics });
    await app.inject("/things/1");
    await app.inject("/things/2");
    await app.inject("/no/such/path/as/this");
    const page = (await app.inject("/metrics")).body;
    expect(page).toContain('http_request_duration_seconds_count{method="GET",route="/things/:id",status="200"} 2');
    expect(page).toContain('route="none",status="404"} 1');
    expect(page).not.toContain("/things/1");
    expect(page).not.toContain("/no/such");
  });

  it("share one registry between two servers", async () => {
    const metrics = new Registry();
    await serverOf({ metrics });
    await expect(serverOf({ metrics })).resolves.toBeDefined();
  });
});

describe("service token", () => {
  const token = "t".repeat(43);
  it.each([
    [`Bearer ${token}`, 200],
    [`bearer ${token}`, 200],
    [`Bearer ${token}x`, 401],
    [`Bearer ${token.slice(1)}`, 401],
    ["Bearer ", 401],
    ["", 401],
    [`Basic ${token}`, 401],
    [`Bearer ${token} ${token}`, 401],
    ["Bearer \u00ff\u00ff", 401],
    [`Bearer ${"x".repeat(3000)}`, 401],
  ])("%.20j is answered %i", async (authorization, status) => {
    const { app } = await serverOf();
    app.get("/inner", { preHandler: requireServiceToken(token) }, () => "in");
    const response = await app.inject({ url: "/inner", headers: { authorization } });
    expect(response.statusCode).toBe(status);
    if (status === 401) expect(response.json()).toMatchObject({ code: "service_token_invalid" });
  });
});

describe("listen", () => {
  async function streaming() {
    const log = createLogger("test", { level: "silent" });
    const lifecycle = createLifecycle(log, { stepTimeoutMs: 5_000 });
    const app = await createHttpServer({ name: "test", version: "1", description: "", log, limits });
    app.get("/until-stop", (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200).write("begin ");
      lifecycle.signal.addEventListener("abort", () => reply.raw.end("end"));
    });
    app.get("/for-ever", (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200).write("begin ");
    });
    const http = { host: "127.0.0.1", advertisedHost: "127.0.0.1", limits };
    return { lifecycle, running: await listen(app, { http, lifecycle }, { name: "test", port: 0 }) };
  }

  it("lets running answers end in order when it stops", async () => {
    const { lifecycle, running } = await streaming();
    const response = await fetch(`${running.url}/until-stop`);
    await lifecycle.stop();
    expect(await response.text()).toBe("begin end");
    await expect(fetch(`${running.url}/health`)).rejects.toThrow();
  });

  it("cuts answers that do not end within the limit", async () => {
    const { lifecycle, running } = await streaming();
    const response = await fetch(`${running.url}/for-ever`);
    const body = response.text();
    body.catch(() => undefined);
    await lifecycle.stop();
    await expect(body).rejects.toThrow();
  });

  it("names the port that is taken and the variable that moves it", async () => {
    const { lifecycle, running } = await streaming();
    const log = createLogger("test", { level: "silent" });
    const app = await createHttpServer({ name: "test", version: "1", description: "", log, limits });
    const http = { host: "127.0.0.1", advertisedHost: "127.0.0.1", limits };
    const port = Number(new URL(running.url).port);
    await expect(listen(app, { http, lifecycle }, { name: "agent-gateway", port })).rejects.toMatchObject({
      reason: "port_in_use",
      message: expect.stringMatching(new RegExp(`${port}.*NEXAU_CLOUD_AGENT_GATEWAY_PORT`)),
    });
    await lifecycle.stop();
  });

  it("keeps idle connections longer than a proxy does, and closes them when it stops", async () => {
    const { lifecycle, running } = await streaming();
    const socket = connect(Number(new URL(running.url).port), "127.0.0.1");
    socket.write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/Keep-Alive: timeout=75/i);
    const closed = once(socket, "close");
    await lifecycle.stop();
    await closed;
  });
});
