import { ServiceError } from "./errors.ts";

/** What the log tells of an error. */
export interface LoggedError {
  type: string;
  message: string;
  stack?: string;
  /** What a program would compare: our own reason, or the code of the system or the library that threw. */
  code?: string;
  cause?: LoggedError;
}

/** A chain of causes that is longer than this is most likely a circle. */
const MAX_CAUSES = 8;

/**
 * Drivers hang much on their errors (a client with its password, a request with its headers), so the log gets what is
 * named here and nothing else.
 */
export function toLoggedError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: textOf(thrown) };
  const { name, message, stack, cause } = thrown;
  const code = codeOf(thrown);
  return {
    type: name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined || depth === MAX_CAUSES ? {} : { cause: toLoggedError(cause, depth + 1) }),
  };
}

/** Of a thing that is no error only plain values are written down: nobody knows what an object holds. */
function textOf(thrown: unknown): string {
  return typeof thrown === "object" || typeof thrown === "function" ? "" : String(thrown);
}

function codeOf(error: Error): string | undefined {
  if (error instanceof ServiceError) return error.reason;
  const { code } = error as Error & { code?: unknown };
  return typeof code === "string" || typeof code === "number" ? String(code) : undefined;
}
