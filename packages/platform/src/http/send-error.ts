import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ServiceError, toProblem } from "../errors.ts";
import { inRequestContext } from "./request-scope.ts";

/** Answers with the problem document of whatever was thrown; logs what is ours to mend. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toServiceError(thrown);
  inRequestContext(request, () => {
    if (error.status >= 500) request.log.error({ err: error, reason: error.reason }, "request failed");
    else request.log.debug({ reason: error.reason, detail: error.message }, "request refused");
  });
  return reply
    .code(error.status)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send(toProblem(error, request.id));
}

/** What was thrown, as the error that the caller gets to see. */
export function toServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const error = thrown as Partial<FastifyError>;
  if (error.validation) return invalidRequest(error, error.validation);
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ServiceError("payload_too_large", "body_too_large", "The body is larger than this route accepts.", {
        cause: thrown,
      });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ServiceError(
        "unsupported_media_type",
        "media_type_unsupported",
        "This route does not accept that Content-Type.",
        { cause: thrown },
      );
  }
  if (typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500) {
    return new ServiceError("invalid_argument", "invalid_request", error.message ?? "The request could not be read.", {
      cause: thrown,
    });
  }
  return ServiceError.from(thrown);
}

type Validation = NonNullable<FastifyError["validation"]>;

/** Names every place that is wrong, as `body.messages.0.role`. */
function invalidRequest(error: Partial<FastifyError>, validation: Validation): ServiceError {
  const errors = validation.map((issue) => ({
    // The place of the whole is written "/".
    path: `${error.validationContext ?? "body"}${(issue.instancePath ?? "").replace(/\/$/, "").replaceAll("/", ".")}`,
    message: issue.message ?? "is not valid",
  }));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return new ServiceError("invalid_argument", "invalid_request", detail, { errors, cause: error });
}
