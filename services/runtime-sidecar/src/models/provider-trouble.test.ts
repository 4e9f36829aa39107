import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { answer, failWith, hangUp, say, startFakeProvider } from "@nexau-cloud/testkit";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { REAL_KEY, startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";

const sidecar = await startSidecarUnderTest({ headersTimeoutMs: 300, bodyTimeoutMs: 300, connectTimeoutMs: 1000 });
const provider = await startFakeProvider();
afterAll(async () => {
  await sidecar[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
beforeEach(() => {
  sidecar.use({ baseUrl: provider.openaiBaseUrl });
  provider.requests.length = 0;
});

let runs = 0;

async function ask(options: { stream?: boolean; signal?: AbortSignal } = {}) {
  const { stream = true, ...rest } = options;
  return fetch(`${sidecar.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${await sidecar.token({ run_id: `run_trouble_${++runs}` })}` },
    body: JSON.stringify({ model: "m1", stream }),
    ...rest,
  });
}

/** Everything that arrives before the connection breaks. */
async function readUntilBroken(response: Response): Promise<{ text: string; broken: boolean }> {
  let text = "";
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
    return { text, broken: false };
  } catch {
    return { text, broken: true };
  }
}

/** A server that answers every connection with these bytes. */
async function rawServer(serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.once("data", () => serve(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  return {
    url,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe("a provider in trouble", () => {
  it("is unreachable: 502 provider_unreachable, without its address", async () => {
    sidecar.use({ baseUrl: "http://127.0.0.1:1/v1" });
    const response = await ask();
    expect(response.status).toBe(502);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: "provider_unreachable", error: { code: "provider_unreachable" } });
    expect(text).not.toContain("127.0.0.1");
  });

  it("hangs up without an answer: 502 provider_unreachable", async () => {
    provider.reply(hangUp());
    expect(await (await ask()).json()).toMatchObject({ status: 502, code: "provider_unreachable" });
  });

  it("does not begin to answer: 504 provider_timeout", async () => {
    const gate = Promise.withResolvers<void>();
    provider.reply({ ...say("late"), until: gate.promise });
    expect(await (await ask()).json()).toMatchObject({ status: 504, code: "provider_timeout" });
    gate.resolve();
  });

  it("falls silent in the middle: what came before arrives, then an error frame and a broken connection", async () => {
    const gate = Promise.withResolvers<void>();
    provider.reply(
      answer([
        { type: "text", text: "half" },
        { type: "wait", until: gate.promise },
      ]),
    );
    const { text, broken } = await readUntilBroken(await ask());
    expect(text).toContain("half");
    expect(text).toContain('"code":"provider_timeout"');
    expect(broken).toBe(true);
    gate.resolve();
  });

  it("breaks off in the middle: likewise, with provider_stream_cut", async () => {
    provider.reply(answer([{ type: "text", text: "half" }, { type: "cut" }]));
    const { text, broken } = await readUntilBroken(await ask());
    expect(text).toContain("half");
    expect(text).toContain('"code":"provider_stream_cut"');
    expect(broken).toBe(true);
  });

  it("breaks off inside a frame: nothing is written into the broken frame", async () => {
    provider.reply(answer([{ type: "raw", text: 'data: {"cho' }, { type: "cut" }]));
    const { text, broken } = await readUntilBroken(await ask());
    expect(text.endsWith('data: {"cho')).toBe(true);
    expect(broken).toBe(true);
  });

  it("answers rubbish over HTTP: passed through as it is", async () => {
    provider.reply(answer([{ type: "raw", text: "\u0000 not { events \n\n" }]));
    const { text, broken } = await readUntilBroken(await ask());
    expect(text).toContain("\u0000 not { events");
    expect(broken).toBe(false);
  });

  it("does not speak HTTP: 502 provider_answer_invalid", async () => {
    using server = await rawServer((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    sidecar.use({ baseUrl: server.url });
    expect(await (await ask()).json()).toMatchObject({ status: 502, code: "provider_answer_invalid" });
  });

  it("fails: its status, its body and what it says about trying again arrive", async () => {
    provider.reply(failWith(429, "slow down", { headers: { "retry-after": "7", "set-cookie": "a=b" } }));
    const response = await ask();
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await response.json()).toMatchObject({ error: { message: "slow down", code: "fake_429" } });
  });

  it("is left alone when the caller goes away", async () => {
    const gate = Promise.withResolvers<void>();
    provider.reply(
      answer([
        { type: "text", text: "half" },
        { type: "wait", until: gate.promise },
      ]),
    );
    const controller = new AbortController();
    const response = await ask({ signal: controller.signal });
    const request = await provider.request(0);
    controller.abort();
    await expect(response.text()).rejects.toThrow();
    expect(await request.closed).toBe(false);
    gate.resolve();
  });

  it("is left alone when the caller goes away before the answer begins", async () => {
    const gate = Promise.withResolvers<void>();
    provider.reply({ ...say("late"), until: gate.promise });
    const controller = new AbortController();
    const asking = ask({ signal: controller.signal });
    asking.catch(() => undefined);
    const request = await provider.request(0);
    controller.abort();
    await expect(asking).rejects.toThrow();
    expect(await request.closed).toBe(false);
    gate.resolve();
  });

  it("compresses although asked not to: the caller gets plain bytes", async () => {
    const body = gzipSync(JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } }));
    using server = await rawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n");
      socket.write(`content-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    sidecar.use({ baseUrl: server.url });
    const response = await ask({ stream: false });
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(await response.json()).toMatchObject({ usage: { prompt_tokens: 3 } });
  });
});

describe("the provider's key", () => {
  it.each([301, 302, 307, 308])("never follows a redirect (%i)", async (status) => {
    const visited: string[] = [];
    const elsewhere = createHttp((request, response) => {
      visited.push(JSON.stringify(request.headers));
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const address = elsewhere.address();
    const location = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1/chat/completions`;
    provider.reply(failWith(status, "moved", { headers: { location } }));
    const response = await ask();
    expect(response.status).toBe(502);
    expect(response.headers.get("location")).toBeNull();
    expect(await response.json()).toMatchObject({ code: "provider_redirected" });
    expect(visited).toEqual([]);
    elsewhere.close();
  });

  it("is masked in error bodies and headers, however it is written", async () => {
    const spellings = `${REAL_KEY} ${encodeURIComponent(REAL_KEY)} ${REAL_KEY.replaceAll("/", "\\/")}`;
    provider.reply(
      failWith(401, "", { body: `{"error":{"message":"bad key: ${spellings}"}}`, headers: { "request-id": REAL_KEY } }),
    );
    const response = await ask();
    expect(response.status).toBe(401);
    expect(response.headers.get("request-id")).toBe("***");
    expect(await response.text()).toBe('{"error":{"message":"bad key: *** *** ***"}}');
  });

  it("is masked in a stream, also where it is split over chunks", async () => {
    const half = REAL_KEY.length / 2;
    provider.reply(
      answer([
        { type: "raw", text: `data: {"error":{"message":"key ${REAL_KEY.slice(0, half)}` },
        { type: "raw", text: `${REAL_KEY.slice(half)} is bad"}}\n\n` },
      ]),
    );
    const text = await (await ask()).text();
    expect(text).toContain("key *** is bad");
    expect(text).not.toContain(REAL_KEY.slice(half));
  });

  it("is in no log line, whatever went wrong", async () => {
    const token = await sidecar.token();
    provider.reply(failWith(500, `broken ${REAL_KEY}`), hangUp());
    await (await ask()).text();
    await (await ask()).text();
    await fetch(`${sidecar.url}/v1/chat/completions?key=${token}`, { method: "POST", body: "{}" });
    expect(sidecar.log.length).toBeGreaterThan(0);
    expect(sidecar.log.join("")).not.toContain(REAL_KEY);
    expect(sidecar.log.join("")).not.toContain(token);
  });
});
