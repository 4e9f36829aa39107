import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { isObject } from "../formats/wire-format.ts";
import type { Upstream, UpstreamAnswer } from "../models/upstream.ts";
import { demoCompletion, demoError, demoStream } from "./demo-answer.ts";
import { type DemoPart, planAnswer } from "./demo-plan.ts";
import { readDemoRequest } from "./demo-request.ts";

export interface DemoModelOptions {
  paceMs: number;
}

/**
 * The model of a cloud that has no provider yet: answers chat completions in this process, does what plain commands in
 * the last user message say, and says that it is not a language model. The same question always gets the same answer.
 */
export function createDemoModel({ paceMs }: DemoModelOptions): Upstream {
  return async ({ body, signal }) => {
    const parsed: unknown = JSON.parse(body);
    const request = readDemoRequest(isObject(parsed) ? parsed : {});
    const parts = planAnswer(request);
    const failure = failureOf(request.stream ? parts.slice(0, 2) : parts);
    if (failure) return json(failure, demoError(failure));
    const pace = {
      slowText: async () => {
        if (paceMs > 0) await sleep(paceMs, undefined, { signal });
      },
      wait: (seconds: number) => sleep(seconds * 1000, undefined, { signal }),
    };
    if (request.stream) {
      const frames = bytesOf(demoStream(request, parts, pace));
      return {
        status: 200,
        headers: { "content-type": "text/event-stream; charset=utf-8" },
        body: Readable.from(frames),
      };
    }
    for (const part of parts) if (part.type === "wait") await pace.wait(part.seconds);
    return json(200, demoCompletion(request, parts));
  };
}

/** A stream fails with this status only if nothing but the introduction comes before: then it has not begun. */
function failureOf(parts: DemoPart[]): number | undefined {
  return parts.find((part) => part.type === "fail")?.status;
}

function json(status: number, document: object): UpstreamAnswer {
  const body = Readable.from([Buffer.from(JSON.stringify(document))]);
  return { status, headers: { "content-type": "application/json" }, body };
}

async function* bytesOf(frames: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const frame of frames) yield Buffer.from(frame);
}
