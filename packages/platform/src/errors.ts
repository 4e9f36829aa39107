import type { Problem } from "@nexau-cloud/contracts";

/** One vocabulary for HTTP and RPC: Connect's code names, each with its HTTP status. */
export const HTTP_STATUS = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  request_timeout: 408,
  already_exists: 409,
  failed_precondition: 409,
  aborted: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  resource_exhausted: 429,
  headers_too_large: 431,
  canceled: 499,
  internal: 500,
  unimplemented: 501,
  bad_gateway: 502,
  unavailable: 503,
  deadline_exceeded: 504,
  insufficient_storage: 507,
} as const;

export type ErrorCode = keyof typeof HTTP_STATUS;

export interface ServiceErrorOptions extends ErrorOptions {
  /** Places in the input that are wrong, reported together. */
  errors?: { path: string; message: string }[];
}

/**
 * An error we meant to raise. `message` may be shown to the caller, so it never names hosts, queries or keys; those
 * belong in `cause`, which only reaches the log. `reason` is stable and stands in docs/errors.md.
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: ErrorCode;
  readonly reason: string;
  readonly errors: { path: string; message: string }[];

  constructor(code: ErrorCode, reason: string, message: string, options: ServiceErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.reason = reason;
    this.errors = options.errors ?? [];
  }

  get status(): number {
    return HTTP_STATUS[this.code];
  }

  /** Anything we did not raise ourselves becomes `internal`, its text kept out of the answer. */
  static from(thrown: unknown): ServiceError {
    if (thrown instanceof ServiceError) return thrown;
    return new ServiceError("internal", "internal", "Something went wrong on our side.", { cause: thrown });
  }

  /** The error another of our services answered with, as if it had been thrown here. */
  static fromProblem(problem: Problem): ServiceError {
    return new ServiceError(codeOf(problem), problem.code, problem.detail, {
      ...(problem.errors ? { errors: problem.errors } : {}),
    });
  }
}

/** The problem document of an error, for the HTTP edge. */
export function toProblem(error: ServiceError, requestId: string): Problem {
  return {
    type: `urn:nexau-cloud:error:${error.reason}`,
    title: error.code.replaceAll("_", " "),
    status: error.status,
    detail: error.message,
    code: error.reason,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    request_id: requestId,
  };
}

/** Several codes share a status; the title tells which it was. */
function codeOf({ status, title }: Problem): ErrorCode {
  const codes = (Object.keys(HTTP_STATUS) as ErrorCode[]).filter((code) => HTTP_STATUS[code] === status);
  const named = codes.find((code) => code === title.replaceAll(" ", "_"));
  return named ?? codes[0] ?? (status >= 500 ? "internal" : "invalid_argument");
}
