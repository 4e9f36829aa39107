import type { FastifyReply } from "fastify";
import { ServiceError } from "../errors.ts";

/** Aborted when the client goes away before the answer is complete. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished)
      controller.abort(new ServiceError("canceled", "client_gone", "The client went away."));
  });
  return controller.signal;
}
