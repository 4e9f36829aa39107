import type { ServerResponse } from "node:http";
import type { FakeAnswer, FakeReply } from "./fake-reply.ts";
import { contentParts, type WireFormat, type WireRequest } from "./wire-format.ts";

/** Writes `reply` in the provider's format, part by part. */
export async function sendReply(
  response: ServerResponse,
  format: WireFormat,
  request: WireRequest,
  reply: FakeReply,
): Promise<void> {
  if (reply.until) await reply.until;
  if (reply.kind === "hang-up") {
    response.destroy();
  } else if (reply.kind === "failure") {
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    sendJson(response, reply.status, reply.body ?? format.error(reply.status, reply.message));
  } else if (format.isStream(request)) {
    await sendStream(response, format, request, reply);
  } else {
    await sendWhole(response, format, request, reply);
  }
}

async function sendStream(
  response: ServerResponse,
  format: WireFormat,
  request: WireRequest,
  answer: FakeAnswer,
): Promise<void> {
  const stream = format.stream(request, answer);
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  await writeFrames(response, stream.start());
  for (const part of answer.parts) {
    if (part.type === "cut") return cut(response);
    if (part.type === "wait") await part.until;
    else await writeFrames(response, part.type === "raw" ? [part.text] : stream.part(part));
  }
  await writeFrames(response, stream.end());
  response.end();
}

async function sendWhole(
  response: ServerResponse,
  format: WireFormat,
  request: WireRequest,
  answer: FakeAnswer,
): Promise<void> {
  for (const part of answer.parts) {
    if (part.type === "cut") return cut(response);
    if (part.type === "raw") return sendJson(response, 200, part.text);
    if (part.type === "wait") await part.until;
  }
  const whole = contentParts(answer).length > 0 || answer.parts.length === 0;
  sendJson(response, 200, whole ? format.json(request, answer) : {});
}

/** Breaks off after what was written has left, so that the other side has seen all of it. */
function cut(response: ServerResponse): void {
  if (!response.headersSent) response.destroy();
  else response.write("", () => response.destroy());
}

async function writeFrames(response: ServerResponse, frames: string[]): Promise<void> {
  for (const frame of frames) {
    if (response.destroyed) return;
    if (!response.write(frame)) await drainOf(response);
  }
}

function drainOf(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (!response.hasHeader("content-type")) response.setHeader("content-type", "application/json");
  response.writeHead(status);
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
