import { toServiceError } from "@nexau-cloud/platform";
import type { FastifyReply, FastifyRequest } from "fastify";

/** E2B's form of an error: its SDKs look at the body's `code`, which repeats the status. */
export interface E2bError {
  code: number;
  message: string;
  /** Our reason, as in docs/errors.md. */
  error_code: string;
}

export function toE2bError(thrown: unknown): E2bError {
  const { status, message, reason } = toServiceError(thrown);
  return { code: status, message, error_code: reason };
}

export function sendE2bError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toE2bError(thrown);
  if (error.code === 500) request.log.error({ err: thrown, reason: error.error_code }, "request failed");
  else request.log.debug({ reason: error.error_code, detail: error.message }, "request refused");
  return reply.code(error.code).type("application/json").serializer(JSON.stringify).send(error);
}
