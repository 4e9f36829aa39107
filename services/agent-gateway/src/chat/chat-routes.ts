import { ChatAnswer, ChatRequest, type Run, StopRequest, StopResponse, type StopResult } from "@nexau-cloud/contracts";
import { bindLogFields, clientSignal } from "@nexau-cloud/platform";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../auth/principal.ts";
import type { StreamRequest } from "../streams/stream-run.ts";
import { toChatAnswer } from "./chat-answer.ts";
import type { ChatService } from "./chat-service.ts";

const tags = ["chat"];
/** Printable ASCII, as RFC 9110 wants header values to be. */
const IdempotencyKey = z.string().regex(/^[\x20-\x7e]{1,256}$/, "must be 1 to 256 printable characters");

export interface ChatRouteDeps {
  chats: ChatService;
  stream: (request: StreamRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Resolves to the run as it is after its end. */
  waitForEnd: (run: { runId: string; projectId: string }, signal: AbortSignal) => Promise<Run>;
  stop: (request: { projectId: string; sessionId: string; distinctId: string; force: boolean }) => Promise<StopResult>;
}

export function chatRoutes({ chats, stream, waitForEnd, stop }: ChatRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/chat",
      {
        schema: {
          operationId: "chat",
          description:
            "Sends messages to an agent. With `stream` the answer is `text/event-stream`: `data: <event>` lines and `data: [DONE]`.",
          tags,
          body: ChatRequest,
          headers: z.object({ "idempotency-key": IdempotencyKey.optional() }),
          response: { 200: ChatAnswer },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request);
        const run = await chats.start(principal, request.body, request.headers["idempotency-key"] ?? null);
        bindLogFields({ sessionId: run.sessionId, runId: run.id });
        const followed = { runId: run.id, projectId: principal.projectId };
        reply.header("x-run-id", run.id);
        if (request.body.stream) return stream({ ...followed, after: 0, keepIds: false }, reply);
        return toChatAnswer(await waitForEnd(followed, clientSignal(reply)));
      },
    );

    app.post(
      "/stop",
      { schema: { operationId: "stop", tags, body: StopRequest, response: { 200: StopResponse } } },
      async (request) => {
        const { session_id: sessionId, distinct_id: distinctId, force } = request.body;
        const { status } = await stop({ projectId: principalOf(request).projectId, sessionId, distinctId, force });
        return { status };
      },
    );
  };
}
