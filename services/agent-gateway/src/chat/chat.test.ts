import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { problem } from "../test/fake-services.ts";
import { chat, frame, run, session, useGateway } from "../test/gateway-under-test.ts";

const EVENTS = `GET /runs/${run.id}/events`;

describe("chat", async () => {
  const gateway = await useGateway({ reconnectMs: 300 });
  const { routes } = gateway.sessionManager;
  const usual = { ...routes };
  const reset = () => Object.assign(routes, usual);

  it("streams data lines without ids, and ends with [DONE]", async () => {
    const response = await gateway.post("/chat", chat);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": expect.stringMatching(/^text\/event-stream/),
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      "x-run-id": run.id,
    });
    expect(await response.text()).toBe('data: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\n');
  });

  it("takes a text, OpenAI's messages, and images, in the form that histories keep", async () => {
    gateway.started.length = 0;
    await (await gateway.post("/chat", { ...chat, messages: "just text", agent: "other" })).text();
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } };
    const parts = [{ type: "text", text: "see" }, image, { type: "image_url", image_url: "https://x.example/a.png" }];
    await (
      await gateway.post("/chat", { ...chat, version_tag: null, messages: [{ role: "user", content: parts }] })
    ).text();
    expect(gateway.started).toMatchObject([
      { agent: "other", messages: [{ role: "user", content: [{ type: "text", text: "just text" }] }] },
      {
        agent: "main",
        messages: [
          {
            id: expect.stringMatching(/^msg_/),
            content: [
              { type: "text", text: "see" },
              { type: "image", base64: "AAAA", mime_type: "image/png", detail: "low" },
              { type: "image", url: "https://x.example/a.png" },
            ],
          },
        ],
      },
    ]);
  });

  it.each([
    [{ distinct_id: "" }, "invalid_request"],
    [{ distinct_id: undefined }, "invalid_request"],
    [{ messages: [] }, "invalid_request"],
    [{ messages: "" }, "invalid_request"],
    [{ source: "elsewhere" }, "invalid_request"],
    [
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: "file:///etc/passwd" }] }] },
      "image_url_invalid",
    ],
  ])("answers 400 to %j", async (part, code) => {
    const response = await gateway.post("/chat", { ...chat, ...part });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
  });

  it("says how messages have to look when they look like nothing it knows", async () => {
    const response = await gateway.post("/chat", { ...chat, messages: [{ role: "robot", content: "hi" }] });
    expect(await response.json()).toMatchObject({
      errors: [{ path: "body.messages", message: expect.stringContaining("role user, assistant or system") }],
    });
  });

  it("answers errors before the stream as problem documents with their status", async () => {
    expect((await gateway.post("/chat", { ...chat, agent: "nobody" })).status).toBe(404);
    for (const [status, code] of [
      [404, "session_not_found"],
      [409, "session_busy"],
      [422, "idempotency_key_reused"],
    ] as const) {
      routes["POST /runs"] = (_request, response) => problem(response, status, code);
      const response = await gateway.post("/chat", chat);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({ code });
    }
    reset();
  });

  it("hands an Idempotency-Key on", async () => {
    gateway.started.length = 0;
    await (await gateway.post("/chat", chat, { "idempotency-key": "once" })).text();
    expect(gateway.started).toMatchObject([{ idempotencyKey: "once" }]);
    expect((await gateway.post("/chat", chat, { "idempotency-key": "x".repeat(257) })).status).toBe(400);
  });

  it("takes a stream that is cut up again where it ended, without a half event or one twice", async () => {
    const asked: (string | null)[] = [];
    routes[EVENTS] = (_request, response, url) => {
      asked.push(url.searchParams.get("after"));
      response.writeHead(200);
      if (asked.length > 1) response.end(frame(2) + frame(3));
      else response.write(`${frame(1)}id: 2\ndata: {"n`, () => response.destroy());
    };
    const text = await (await gateway.post("/chat", chat)).text();
    expect(text).toBe('data: {"n":1}\n\ndata: {"n":2}\n\ndata: {"n":3}\n\ndata: [DONE]\n\n');
    expect(asked).toEqual(["0", "1"]);
    reset();
  });

  it("ends a stream that cannot be taken up again with RUN_ERROR and [DONE]", async () => {
    let first = true;
    routes[EVENTS] = (_request, response) => {
      if (!first) return problem(response, 503, "away");
      first = false;
      response.writeHead(200);
      response.write(frame(1), () => response.destroy());
      return undefined;
    };
    const text = await (await gateway.post("/chat", chat)).text();
    expect(text).toMatch(/^data: {"n":1}\n\ndata: {"type":"RUN_ERROR".*"stream_interrupted".*}\n\ndata: \[DONE\]\n\n$/);
    reset();
  });

  it("lets go of the session manager when the client goes away", async () => {
    const opened: Promise<ServerResponse> = new Promise((resolve) => {
      routes[EVENTS] = (_request, response) => {
        response.writeHead(200);
        response.write(frame(1));
        resolve(response);
      };
    });
    const client = new AbortController();
    const response = await fetch(`${gateway.url}/agent-api/runs/${run.id}/events`, {
      headers: { authorization: "AKSK ak_one:sk_one" },
      signal: client.signal,
    });
    expect(response.status).toBe(200);
    const upstream = await opened;
    client.abort();
    await once(upstream, "close");
    reset();
  });

  it("reads no faster than its client", async () => {
    const big = frame(1, `"${"x".repeat(1_000_000)}"`);
    let sent = 0;
    routes[EVENTS] = async (_request, response) => {
      const closed = once(response, "close");
      response.writeHead(200);
      while (sent < 64 && !response.destroyed) {
        sent++;
        if (!response.write(big)) await Promise.race([once(response, "drain"), closed]);
      }
    };
    const response = await gateway.post("/chat", chat);
    // When nothing moves while other requests come and go, the way is full.
    for (let before = -1, still = 0; still < 50; before = sent) {
      await (await gateway.call(`/runs/${run.id}`)).text();
      still = sent === before ? still + 1 : 0;
    }
    expect(sent).toBeLessThan(64);
    await response.body?.cancel();
    reset();
  });

  it("answers in one piece when it should not stream", async () => {
    const response = await gateway.post("/chat", { ...chat, stream: false });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "success",
      response: "the answer",
      error: null,
      run_id: run.id,
      session_id: session.id,
      state: "finished",
      stop_reason: "completed",
      usage: run.usage,
    });
  });

  it("answers a failed run that should not stream with the run's own code", async () => {
    const error = { code: "provider_unreachable", message: "The provider cannot be reached." };
    routes[`GET /runs/${run.id}`] = () => ({ ...run, state: "failed", result: null, error });
    const response = await gateway.post("/chat", { ...chat, stream: false });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: error.code, detail: error.message });
    reset();
  });

  it("attaches to a run again with ids, after Last-Event-ID or `after`", async () => {
    const asked: (string | null)[] = [];
    routes[EVENTS] = (_request, response, url) => {
      asked.push(url.searchParams.get("after"));
      response.writeHead(200);
      response.end(frame(5));
    };
    const path = `/runs/${run.id}/events`;
    const text = await (await gateway.call(`${path}?after=4`)).text();
    expect(text).toBe('id: 5\ndata: {"n":5}\n\ndata: [DONE]\n\n');
    await (await gateway.call(`${path}?after=1`, { headers: { "last-event-id": "3" } })).text();
    expect(asked).toEqual(["4", "3"]);
    expect((await gateway.call(`${path}?after=x`)).status).toBe(400);
    reset();
    expect((await gateway.call("/runs/run_other/events")).status).toBe(404);
  });
});
