import type { FastifyInstance, InjectOptions } from "fastify";

/** Whatever JSON a call answered with: tests look at it as its callers do. */
// biome-ignore lint/suspicious/noExplicitAny: the point of these tests is what stands on the wire, not our types of it.
type Json = any;

export interface ApiAnswer {
  status: number;
  body: Json;
  headers: Record<string, unknown>;
  /** The cookie that was set, as a browser sends it back. */
  cookie: string;
}

type Headers = Record<string, string>;

export type ApiClient = ReturnType<typeof createApiClient>;

/** Calls a service in memory. A Buffer goes as it is, everything else as JSON. */
export function createApiClient(app: FastifyInstance, defaults: Headers) {
  async function call(
    method: NonNullable<InjectOptions["method"]>,
    url: string,
    body?: unknown,
    headers: Headers = {},
  ) {
    const payload = body === undefined ? {} : { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) };
    const type: Headers = body === undefined || Buffer.isBuffer(body) ? {} : { "content-type": "application/json" };
    const response = await app.inject({ method, url, ...payload, headers: { ...type, ...defaults, ...headers } });
    const isJson = String(response.headers["content-type"]).includes("json");
    const cookie = String(response.headers["set-cookie"] ?? "").split(";", 1)[0] ?? "";
    const answer: ApiAnswer = {
      status: response.statusCode,
      body: isJson ? response.json() : response.body,
      headers: response.headers,
      cookie,
    };
    return answer;
  }

  return {
    call,
    get: (url: string, headers?: Headers) => call("GET", url, undefined, headers),
    post: (url: string, body?: unknown, headers?: Headers) => call("POST", url, body, headers),
    put: (url: string, body?: unknown, headers?: Headers) => call("PUT", url, body, headers),
    patch: (url: string, body?: unknown, headers?: Headers) => call("PATCH", url, body, headers),
    delete: (url: string, headers?: Headers) => call("DELETE", url, undefined, headers),
  };
}
