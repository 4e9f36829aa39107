import type { Readable } from "node:stream";

export interface UpstreamRequest {
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** The URL was typed in by a project's user, who is not trusted with the operator's network. */
  custom: boolean;
  /** Ends the call, also while its answer is being read. */
  signal: AbortSignal;
}

export interface UpstreamAnswer {
  status: number;
  headers: Record<string, string>;
  /** Plain bytes, whatever encoding they came in. Errors as the call itself does. */
  body: Readable;
}

/** Who answers a model call: a provider over HTTP, or the built-in demo model. Throws only ServiceErrors and aborts. */
export type Upstream = (request: UpstreamRequest) => Promise<UpstreamAnswer>;
