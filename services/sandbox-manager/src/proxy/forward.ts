import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Dispatcher } from "undici";

/** Headers that are between two neighbours, not between the ends. */
const HOP_BY_HOP = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const BUFFER_BYTES = 256 * 1024;

/**
 * Sends a request on and its answer back as they come, unread: bytes flow only as fast as the other side takes them, and
 * when either side goes away the other one notices. An answer that breaks off is cut off here, so that it does not look
 * whole. Throws only while nothing has been answered yet.
 */
export async function forward(request: IncomingMessage, response: ServerResponse, pool: Dispatcher): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  // What is left of a request that was answered early has to be taken for the caller to read the answer.
  response.once("finish", () => {
    request.unpipe();
    request.resume();
  });
  const { statusCode, headers, body } = await pool.request({
    path: request.url ?? "/",
    method: (request.method ?? "GET") as "GET",
    headers: endToEnd(request.rawHeaders),
    // An answer that comes before the request is complete ends the copy, not the caller's connection.
    body: hasBody(request) ? request.pipe(new PassThrough({ highWaterMark: BUFFER_BYTES })) : null,
    signal: gone.signal,
    responseHeaders: "raw",
  });
  response.writeHead(statusCode, endToEnd(headers as unknown as (Buffer | string)[]));
  try {
    await pipeline(body, response);
  } catch {
    response.destroy();
  }
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}

/** Names and values in turn, without what is between two neighbours, in their order and spelling. */
export function endToEnd(raw: (Buffer | string)[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = String(raw[index]);
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, textOf(raw[index + 1] ?? ""));
  }
  return kept;
}

/** Headers are bytes; read as latin1 they go out as they came. */
const textOf = (value: Buffer | string) => (typeof value === "string" ? value : value.toString("latin1"));
