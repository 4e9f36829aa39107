import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { anthropicFormat } from "./anthropic-format.ts";
import { type FakeReply, failWith } from "./fake-reply.ts";
import { geminiFormat } from "./gemini-format.ts";
import { openaiChatFormat } from "./openai-chat-format.ts";
import { openaiResponsesFormat } from "./openai-responses-format.ts";
import { sendJson, sendReply } from "./send-reply.ts";
import type { WireFormat, WireRequest } from "./wire-format.ts";

/** A request as the provider saw it. */
export interface RecordedRequest {
  method: string;
  /** With its query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** Resolves when the answer was sent whole (true) or the other side went away before (false). */
  closed: Promise<boolean>;
}

export interface FakeProvider extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, the base URL of Anthropic's and Gemini's clients. */
  url: string;
  /** `<url>/v1`, the base URL of OpenAI's clients. */
  openaiBaseUrl: string;
  /** Everything asked so far, oldest first. */
  requests: RecordedRequest[];
  /** Adds answers to the queue: each request takes one. */
  reply(...replies: FakeReply[]): void;
  /** The request with this index, as soon as it is there. */
  request(index: number): Promise<RecordedRequest>;
}

export interface FakeProviderOptions {
  /** Answers every request that finds the queue empty; without it such a request fails with status 500. */
  otherwise?: FakeReply | ((request: WireRequest) => FakeReply);
  /** False keeps no requests: for benches. */
  record?: boolean;
  /** 0 takes a free port. */
  port?: number;
}

const FORMATS: WireFormat[] = [openaiChatFormat, openaiResponsesFormat, anthropicFormat, geminiFormat];

/** A model provider for tests: real HTTP, scripted answers. Nothing in it waits on a timer. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const queue: FakeReply[] = [];
  const requests: RecordedRequest[] = [];
  const waiting: { index: number; resolve: (request: RecordedRequest) => void }[] = [];

  function record(request: RecordedRequest): void {
    if (options.record === false) return;
    requests.push(request);
    for (const wait of waiting.filter(({ index }) => index === requests.length - 1)) wait.resolve(request);
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const path = (incoming.url ?? "").split("?", 1)[0] ?? "";
    record({
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      headers: incoming.headers,
      body,
      closed: new Promise((resolve) => response.once("close", () => resolve(response.writableFinished))),
    });
    const format = FORMATS.find((candidate) => candidate.matches(path));
    if (!format) return sendJson(response, 404, { error: { message: `The fake provider has no ${path}.` } });
    const request = { path, model: modelOf(path, body), body };
    const reply = queue.shift() ?? replyOtherwise(options.otherwise, request);
    await sendReply(response, format, request, reply);
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error) => response.destroy(error));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : options.port}`;

  return {
    url,
    openaiBaseUrl: `${url}/v1`,
    requests,
    reply: (...replies) => {
      queue.push(...replies);
    },
    request(index) {
      const there = requests[index];
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.push({ index, resolve }));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function replyOtherwise(otherwise: FakeProviderOptions["otherwise"], request: WireRequest): FakeReply {
  if (typeof otherwise === "function") return otherwise(request);
  return otherwise ?? failWith(500, "The test has queued no answer for this request.");
}

function modelOf(path: string, body: Record<string, unknown>): string {
  if (typeof body.model === "string") return body.model;
  return decodeURIComponent(/\/models\/([^/]+):/.exec(path)?.[1] ?? "");
}

async function bodyOf(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
