import type { Duplex } from "node:stream";
import { ServiceError } from "@nexau-cloud/platform";
import { Pool } from "undici";

/** The few calls of the Docker Engine API that sandboxes need, over the engine's unix socket. */
export interface DockerEngine {
  /** The answer as JSON; undefined where there is none. Throws EngineRefusal, or `unavailable` if the engine is away. */
  call(method: EngineMethod, path: string, options?: EngineCallOptions): Promise<unknown>;
  /** The standard streams of a container, before it is started: input as it is, output in frames. */
  attach(containerId: string): Promise<Duplex>;
  close(): Promise<void>;
}

export type EngineMethod = "GET" | "POST" | "DELETE";

export interface EngineCallOptions {
  json?: unknown;
  /** A tar in place of JSON. */
  tar?: Buffer;
  signal?: AbortSignal;
}

/** The engine answered, and said no. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const isRefusal = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof EngineRefusal && statuses.includes(error.status);

/** Engine 20.10 and later. */
const API_VERSION = "v1.41";
/** The engine answers everything but a wait at once, though it may take long on a machine that is busy. */
const HEADERS_TIMEOUT_MS = 60_000;
const MAX_CONNECTIONS = 1024;

export function openDockerEngine(socketPath: string): DockerEngine {
  const pool = new Pool("http://docker", {
    socketPath,
    connections: MAX_CONNECTIONS,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  return {
    call: async (method, path, { json, tar, signal } = {}) => {
      const body = tar ?? (json === undefined ? null : JSON.stringify(json));
      const type = tar ? "application/x-tar" : "application/json";
      try {
        const answer = await pool.request({
          method,
          path: `/${API_VERSION}${path}`,
          body,
          headers: body === null ? {} : { "content-type": type },
          signal: signal ?? AbortSignal.timeout(HEADERS_TIMEOUT_MS),
        });
        return parseAnswer(answer.statusCode, await answer.body.text());
      } catch (error) {
        if (error instanceof EngineRefusal || signal?.aborted) throw error;
        throw engineAway(error);
      }
    },

    attach: async (containerId) => {
      try {
        const { socket } = await pool.upgrade({
          method: "POST",
          path: `/${API_VERSION}/containers/${containerId}/attach?stream=1&stdin=1&stdout=1&stderr=1`,
          protocol: "tcp",
          signal: AbortSignal.timeout(HEADERS_TIMEOUT_MS),
        });
        return socket;
      } catch (error) {
        throw engineAway(error);
      }
    },

    close: () => pool.destroy(),
  };
}

function parseAnswer(status: number, text: string): unknown {
  if (status >= 400) throw new EngineRefusal(status, messageOf(text) ?? `the engine answered ${status}`);
  // Some answers are a stream of JSON documents, of which the last tells how it went.
  const last = text.trim().split("\n").at(-1) ?? "";
  return last === "" || last === "OK" ? undefined : JSON.parse(last);
}

function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

const engineAway = (cause: unknown) =>
  new ServiceError(
    "unavailable",
    "sandbox_engine_unavailable",
    "The engine that runs sandboxes does not answer at the moment. Try again in a while.",
    { cause },
  );
