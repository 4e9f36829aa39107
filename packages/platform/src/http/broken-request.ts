import type { Socket } from "node:net";
import { ServiceError, toProblem } from "../errors.ts";
import { newId } from "../ids.ts";

/** Answers what is not even HTTP, or not in time, with a problem document as well. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(toServiceError(error), newId("req"));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function toServiceError(error: NodeJS.ErrnoException): ServiceError {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return new ServiceError("headers_too_large", "headers_too_large", "The head of the request is too large.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ServiceError("request_timeout", "request_timeout", "The request did not arrive in time.");
    default:
      return new ServiceError("invalid_argument", "invalid_request", "This is not an HTTP request.");
  }
}
