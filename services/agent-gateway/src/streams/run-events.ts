import { setTimeout as sleep } from "node:timers/promises";
import { contextHeaders, type Discovery, errorOf, requestContext, ServiceError } from "@nexau-cloud/platform";
import { Agent, type Dispatcher } from "undici";
import { createFrameSplitter } from "./frame-splitter.ts";

export interface FollowOptions {
  runId: string;
  projectId: string;
  after: number;
  /** Whether frames keep their `id:` lines. */
  keepIds: boolean;
  signal: AbortSignal;
}

export interface RunEvents extends AsyncDisposable {
  /**
   * Connects, or throws what the session manager answers. What comes then are whole frames in groups as they arrive, until
   * the run's end; a connection that is cut is taken up again where it ended.
   */
  follow(options: FollowOptions): Promise<AsyncIterable<Buffer>>;
}

export interface RunEventsDeps {
  discovery: Pick<Discovery, "resolve">;
  serviceToken: string;
  reconnectMs: number;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
const CONNECTIONS = 10_000;

export function createRunEvents({ discovery, serviceToken, reconnectMs }: RunEventsDeps): RunEvents {
  // A stream holds its connection for as long as a run goes on, and may be silent between keep-alives.
  const agent = new Agent({ connections: CONNECTIONS, bodyTimeout: 0, headersTimeout: 30_000 });

  async function connect(options: FollowOptions, after: number): Promise<AsyncIterable<Buffer>> {
    const origin = await discovery.resolve("session-manager", requestContext.getStore()?.lane ?? null);
    const query = new URLSearchParams({ projectId: options.projectId, after: String(after) });
    const response = await request(agent, {
      origin,
      path: `/runs/${encodeURIComponent(options.runId)}/events?${query}`,
      method: "GET",
      headers: { ...contextHeaders(), authorization: `Bearer ${serviceToken}` },
      signal: options.signal,
    });
    if (response.statusCode === 200) return response.body;
    throw await errorOf({ status: response.statusCode, text: () => response.body.text() }, "session-manager");
  }

  async function reconnect(options: FollowOptions, after: number): Promise<AsyncIterable<Buffer>> {
    const deadline = performance.now() + reconnectMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await connect(options, after);
      } catch (error) {
        const final = ServiceError.from(error).status < 500;
        if (final || options.signal.aborted || performance.now() + pause > deadline) throw error;
        await sleep(pause, undefined, { signal: options.signal });
      }
    }
  }

  async function* frames(options: FollowOptions, first: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { keepIds, signal } = options;
    let body = first;
    let after = options.after;
    for (;;) {
      const splitter = createFrameSplitter({ after, keepIds });
      try {
        for await (const chunk of body) {
          const whole = splitter.push(chunk);
          if (whole.length > 0) yield Buffer.concat(whole);
        }
        return;
      } catch (error) {
        if (signal.aborted) throw error;
      }
      after = splitter.lastId;
      body = await reconnect(options, after);
    }
  }

  return {
    follow: async (options) => frames(options, await connect(options, options.after)),
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

async function request(agent: Agent, options: Dispatcher.RequestOptions & { origin: string }) {
  try {
    return await agent.request(options);
  } catch (error) {
    if (options.signal instanceof AbortSignal && options.signal.aborted) throw error;
    throw new ServiceError("unavailable", "service_unavailable", "The session-manager cannot be reached.", {
      cause: error,
    });
  }
}
