import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { requestContext } from "./request-context.ts";
import { createServiceClient, dataOf } from "./service-client.ts";

interface Paths {
  "/things/{id}": {
    get: {
      parameters: { path: { id: string }; query?: { q?: string } };
      responses: { 200: { content: { "application/json": { id: string } } } };
    };
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { "application/json": { a: number } } };
      responses: { 200: { content: { "application/json": { id: string } } } };
    };
    delete: { parameters: { path: { id: string } }; responses: { 204: { content?: never } } };
  };
}

const seen: { request: IncomingMessage; body: string }[] = [];
let answer: { status: number; body: string } | "never" = { status: 200, body: "{}" };
const server = createServer(async (request, response) => {
  seen.push({ request, body: await text(request) });
  if (answer === "never") return;
  response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
}).listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
});

const clientAt = (base: string) =>
  createServiceClient<Paths>({
    service: "backend",
    token: "the-token",
    discovery: { resolve: async () => base, register: async () => ({ stop: async () => {} }), list: async () => [] },
  });
const client = clientAt(url);
const path = { id: "a b/c" };

describe("a client of another service", () => {
  it("sends the body, the token and the request's context, and gives the answer's body", async () => {
    answer = { status: 200, body: '{"id":"x"}' };
    const context = { requestId: "req_1", traceparent: "00-1-2-01", lane: "blue" };
    const data = await requestContext.run(context, () =>
      dataOf(client.POST("/things/{id}", { params: { path }, body: { a: 1 } })),
    );
    expect(data).toEqual({ id: "x" });
    expect(seen[0]?.body).toBe('{"a":1}');
    expect(seen[0]?.request).toMatchObject({
      method: "POST",
      url: "/things/a%20b%2Fc",
      headers: {
        authorization: "Bearer the-token",
        "content-type": "application/json",
        "x-request-id": "req_1",
        "x-nexau-lane": "blue",
      },
    });
  });

  it("keeps queries, and a path that the service's own address has", async () => {
    answer = { status: 200, body: "{}" };
    await clientAt(`${url}/below`).GET("/things/{id}", { params: { path, query: { q: "1&2" } } });
    expect(seen[0]?.request.url).toBe("/below/things/a%20b%2Fc?q=1%262");
  });

  it("takes an answer without a body", async () => {
    answer = { status: 204, body: "" };
    expect(await client.DELETE("/things/{id}", { params: { path } })).toMatchObject({ data: undefined });
  });

  it("throws the error that was thrown over there", async () => {
    const problem = { type: "t", title: "t", status: 404, detail: "No such thing.", code: "thing_not_found" };
    answer = { status: 404, body: JSON.stringify(problem) };
    await expect(client.GET("/things/{id}", { params: { path } })).rejects.toMatchObject({
      code: "not_found",
      reason: "thing_not_found",
      message: "No such thing.",
    });
  });

  it.each([
    [500, "<html>secret of the proxy</html>"],
    [302, ""],
  ])("makes nothing of an answer that is no problem document (%i)", async (status, body) => {
    answer = { status, body };
    await expect(client.GET("/things/{id}", { params: { path } })).rejects.toMatchObject({
      reason: "internal",
      message: expect.not.stringContaining("secret"),
    });
  });

  it("says that a service cannot be reached, and not where", async () => {
    await expect(clientAt("http://127.0.0.1:1").GET("/things/{id}", { params: { path } })).rejects.toMatchObject({
      reason: "service_unavailable",
      message: "The backend cannot be reached.",
    });
  });

  it("gives up when its caller does", async () => {
    answer = "never";
    const controller = new AbortController();
    const asking = client.GET("/things/{id}", { params: { path }, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
  });
});
