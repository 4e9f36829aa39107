import type { ServerResponse } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";

/** What a plain HTTP route answers with: `{code, message}`, the code being the status once more. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const STATUS: Partial<Record<Code, number>> = {
  [Code.InvalidArgument]: 400,
  [Code.Unauthenticated]: 401,
  [Code.PermissionDenied]: 403,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.FailedPrecondition]: 400,
  [Code.ResourceExhausted]: 507,
};

export function toHttpError(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (thrown instanceof ConnectError) return new HttpError(STATUS[thrown.code] ?? 500, thrown.rawMessage);
  return new HttpError(500, "something went wrong in the sandbox");
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

export function sendHttpError(response: ServerResponse, thrown: unknown): void {
  const error = toHttpError(thrown);
  // Too late for an answer: what was sent so far must not look whole.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What the caller may still be sending has to be taken for it to read the answer.
  response.req.resume();
  sendJson(response, error.status, { code: error.status, message: error.message });
}
