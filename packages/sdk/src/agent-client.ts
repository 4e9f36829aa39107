import type { RunEvent } from "@nexau-cloud/contracts";
import { ApiError } from "./api-error.ts";
import type { components } from "./data-plane.gen.ts";
import { readServerSentEvents } from "./sse.ts";

type Schemas = components["schemas"];

export interface AgentClientOptions {
  /** Base URL of the cloud, such as `http://localhost:8080`. */
  baseUrl: string;
  accessKey: string;
  secretKey: string;
  fetch?: typeof fetch;
}

/** A chat request as a caller writes it; defaults are the server's. */
export type ChatInput = Omit<Schemas["ChatRequestInput"], "stream"> & {
  signal?: AbortSignal;
  idempotencyKey?: string;
};

/** A run's stream: its id at once, its events as they come, until the last one. One that breaks off before throws. */
export interface ChatStream extends AsyncIterable<RunEvent> {
  runId: string | null;
}

/** The data plane of one project: talks to its agents. Failed answers are thrown as `ApiError`. */
export interface AgentClient {
  createSession(distinctId: string): Promise<Schemas["CreateSessionResponse"]>;
  chat(input: ChatInput): Promise<ChatStream>;
  /** Attaches to a run again; `after` is the number of events already seen. */
  followRun(runId: string, options?: { after?: number; signal?: AbortSignal }): Promise<ChatStream>;
  stop(request: Schemas["StopRequestInput"]): Promise<Schemas["StopResponse"]>;
}

export function createAgentClient(options: AgentClientOptions): AgentClient {
  const send = options.fetch ?? fetch;
  const authorization = `Basic ${Buffer.from(`${options.accessKey}:${options.secretKey}`).toString("base64")}`;
  const base = options.baseUrl.replace(/\/$/, "");

  async function call(path: string, init: RequestInit): Promise<Response> {
    const response = await send(`${base}/agent-api${path}`, {
      ...init,
      headers: { authorization, "content-type": "application/json", ...(init.headers as Record<string, string>) },
    });
    if (!response.ok) throw await ApiError.fromResponse(response);
    return response;
  }

  async function post<Answer>(path: string, body: object): Promise<Answer> {
    return (await (await call(path, { method: "POST", body: JSON.stringify(body) })).json()) as Answer;
  }

  return {
    createSession: (distinctId) => post("/sessions", { distinct_id: distinctId }),
    stop: (request) => post("/stop", request),

    async chat({ signal, idempotencyKey, ...body }) {
      const response = await call("/chat", {
        method: "POST",
        body: JSON.stringify({ ...body, stream: true }),
        headers: idempotencyKey ? { "idempotency-key": idempotencyKey } : {},
        signal: signal ?? null,
      });
      return toStream(response);
    },

    async followRun(runId, { after = 0, signal } = {}) {
      const path = `/runs/${encodeURIComponent(runId)}/events?after=${after}`;
      return toStream(await call(path, { method: "GET", signal: signal ?? null }));
    },
  };
}

function toStream(response: Response): ChatStream {
  return {
    runId: response.headers.get("x-run-id"),
    async *[Symbol.asyncIterator]() {
      if (!response.body) return;
      for await (const { data } of readServerSentEvents(response.body)) {
        if (data === "[DONE]") return;
        yield JSON.parse(data) as RunEvent;
      }
      throw new Error("the stream broke off before its end");
    },
  };
}
