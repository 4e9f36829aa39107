import { Problem } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import { Agent, type Dispatcher, request } from "undici";
import { modelAnswerTooLarge, modelCallFailed, modelTimedOut } from "./model-errors.ts";

/** The way to the models: always through the sidecar, which knows the provider and its key. */
export interface ModelTransport {
  post(call: ModelCall, signal: AbortSignal): Promise<ModelAnswerBody>;
}

export interface ModelCall {
  /** Path below the sidecar's base URL. */
  path: string;
  body: unknown;
  connectTimeoutMs: number;
  /** Longest silence, before the first byte and between any two. */
  idleTimeoutMs: number;
}

export interface ModelAnswerBody {
  contentType: string;
  /** Asking for the next chunk late holds the provider back; it does not count as the provider's silence. */
  chunks: AsyncIterable<Uint8Array>;
}

export interface ModelConnections extends AsyncDisposable {
  dispatcher(connectTimeoutMs: number): Dispatcher;
}

/** Connections to the sidecar, shared by all runs. The time to connect belongs to a connection pool, so there is one per second. */
export function createModelConnections(): ModelConnections {
  const pools = new Map<number, Agent>();
  return {
    dispatcher(connectTimeoutMs) {
      const seconds = Math.min(Math.max(Math.ceil(connectTimeoutMs / 1000), 1), 60);
      const pool =
        pools.get(seconds) ?? new Agent({ connectTimeout: seconds * 1000, headersTimeout: 0, bodyTimeout: 0 });
      pools.set(seconds, pool);
      return pool;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

export interface ModelTransportDeps {
  connections: ModelConnections;
  sidecarUrl: () => Promise<string>;
  /** The run's request token as it is now. */
  token: () => string;
  headers: () => Record<string, string>;
  maxAnswerBytes: number;
}

export function createModelTransport(deps: ModelTransportDeps): ModelTransport {
  return {
    async post(call, signal) {
      const silence = createSilenceWatch(call.idleTimeoutMs);
      const aborted = AbortSignal.any([signal, silence.signal]);
      const url = `${await deps.sidecarUrl()}${call.path}`;
      const response = await silence.during(
        request(url, {
          method: "POST",
          headers: { ...deps.headers(), "content-type": "application/json", authorization: `Bearer ${deps.token()}` },
          body: JSON.stringify(call.body),
          signal: aborted,
          dispatcher: deps.connections.dispatcher(call.connectTimeoutMs),
        }).catch((error) => {
          throw callError(error, signal, silence);
        }),
      );
      const contentType = String(response.headers["content-type"] ?? "");
      const chunks = limitedChunks(response.body, { signal, silence, maxBytes: deps.maxAnswerBytes });
      if (response.statusCode >= 400) throw await refusalOf(response.statusCode, contentType, chunks);
      return { contentType, chunks };
    },
  };
}

interface SilenceWatch {
  signal: AbortSignal;
  during<Value>(wait: Promise<Value>): Promise<Value>;
}

/** Aborts when one wait takes too long. Only waits for the provider count, not the time that we take ourselves. */
function createSilenceWatch(timeoutMs: number): SilenceWatch {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    during(wait) {
      const timer = setTimeout(() => controller.abort(modelTimedOut(timeoutMs)), timeoutMs);
      return wait.finally(() => clearTimeout(timer));
    },
  };
}

async function* limitedChunks(
  body: AsyncIterable<Uint8Array>,
  { signal, silence, maxBytes }: { signal: AbortSignal; silence: SilenceWatch; maxBytes: number },
): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let total = 0;
  try {
    for (;;) {
      const next = await silence.during(Promise.resolve(iterator.next()));
      if (next.done) return;
      total += next.value.byteLength;
      if (total > maxBytes) throw modelAnswerTooLarge(maxBytes);
      yield next.value;
    }
  } catch (error) {
    throw callError(error, signal, silence);
  } finally {
    // Ends the connection of an answer that nobody reads to its end. The body may be broken already.
    await iterator.return?.().catch(() => undefined);
  }
}

function callError(error: unknown, signal: AbortSignal, silence: SilenceWatch): unknown {
  if (signal.aborted) return signal.reason;
  if (silence.signal.aborted) return silence.signal.reason;
  if (error instanceof ServiceError) return error;
  return modelCallFailed("The connection to the model broke.", error);
}

const REFUSAL_BYTES = 64 * 1024;

/** A refusal of the sidecar keeps its own code; a provider's is told in the provider's words. */
async function refusalOf(status: number, contentType: string, chunks: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.byteLength;
    if (size > REFUSAL_BYTES) break;
  }
  const text = Buffer.concat(parts).toString("utf8");
  const body = parseJson(text);
  if (contentType.startsWith("application/problem+json")) {
    const problem = Problem.safeParse(body);
    if (problem.success) return ServiceError.fromProblem(problem.data);
  }
  return modelCallFailed(`The model answered status ${status}: ${providerMessage(body) ?? text.slice(0, 500)}`);
}

/** The text of `{"error": {"message": ...}}`, `{"error": "..."}` or `{"message": ...}`. */
export function providerMessage(body: unknown): string | null {
  if (typeof body === "string") return body.slice(0, 2000);
  if (typeof body !== "object" || body === null) return null;
  if ("error" in body) return providerMessage(body.error);
  return "message" in body ? providerMessage(body.message) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
