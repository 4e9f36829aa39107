import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { LoggedEvent } from "./event-log.ts";

/** Server-sent events on one connection, written no faster than the other side reads. */
export interface EventStream {
  /** Aborted when the other side is gone, or was cut off. */
  readonly gone: AbortSignal;
  send(events: LoggedEvent[]): Promise<void>;
  comment(text: string): Promise<void>;
  end(): void;
}

export function createEventStream(response: ServerResponse, stallMs: number): EventStream {
  const closed = new AbortController();
  response.once("close", () => closed.abort());
  response.on("error", () => closed.abort());
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
  });
  // The head goes out before the first event, so that the caller knows that it is connected.
  response.flushHeaders();

  async function write(text: string): Promise<void> {
    if (closed.signal.aborted || response.write(text)) return;
    try {
      await once(response, "drain", { signal: AbortSignal.any([closed.signal, AbortSignal.timeout(stallMs)]) });
    } catch {
      // Gone already, or it took nothing for too long: it may come back and ask for the rest.
      response.destroy();
      closed.abort();
    }
  }

  return {
    gone: closed.signal,
    send: (events) => write(events.map(({ sequence, json }) => `id: ${sequence}\ndata: ${json}\n\n`).join("")),
    comment: (text) => write(`: ${text}\n\n`),
    end: () => {
      if (!closed.signal.aborted) response.end();
    },
  };
}
