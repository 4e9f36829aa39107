import { once } from "node:events";
import type { RunEvent } from "@nexau-cloud/contracts";
import { type Logger, ServiceError } from "@nexau-cloud/platform";
import type { FastifyReply } from "fastify";
import type { RunEvents } from "./run-events.ts";

export interface StreamDeps {
  runEvents: RunEvents;
  stallMs: number;
  now: () => Date;
}

export interface StreamRequest {
  runId: string;
  projectId: string;
  after: number;
  keepIds: boolean;
}

const DONE = "data: [DONE]\n\n";

/** Answers with a run's stream, at the client's pace. The run goes on when the client goes away. */
export async function streamRun(deps: StreamDeps, request: StreamRequest, reply: FastifyReply): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort(new ServiceError("canceled", "client_gone", "The client went away.")));
  const frames = await deps.runEvents.follow({ ...request, signal: gone.signal });

  reply.hijack();
  const response = reply.raw;
  response.on("error", () => gone.abort());
  response.writeHead(200, {
    ...headersOf(reply),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    connection: "keep-alive",
    "x-accel-buffering": "no",
    "x-run-id": request.runId,
  });
  response.flushHeaders();

  const write = async (bytes: Buffer | string): Promise<void> => {
    if (response.write(bytes)) return;
    await once(response, "drain", { signal: AbortSignal.any([gone.signal, AbortSignal.timeout(deps.stallMs)]) });
  };
  try {
    for await (const bytes of frames) await write(bytes);
    response.end(DONE);
  } catch (error) {
    if (gone.signal.aborted || isStall(error)) response.destroy();
    else response.end(`data: ${JSON.stringify(cutOff(request.runId, deps.now(), reply.log, error))}\n\n${DONE}`);
  }
  return reply;
}

/** A client that took nothing for so long is as good as gone; it may come back for the rest. */
const isStall = (error: unknown) => error instanceof Error && error.name === "AbortError";

/** The head is out, so the error goes where the client is looking. */
function cutOff(runId: string, now: Date, log: Pick<Logger, "error">, cause: unknown): RunEvent {
  log.error({ err: cause, runId }, "a stream lost its session manager");
  return {
    type: "RUN_ERROR",
    timestamp: now.getTime(),
    raw_event: null,
    message: "The connection to the run was lost. The run goes on; attach to it again for the rest of its events.",
    code: "stream_interrupted",
    run_id: runId,
  };
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : String(value)]],
    ),
  );
}
