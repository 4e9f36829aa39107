import { ApiError } from "@nexau-cloud/sdk";
import type { Output } from "./terminal/output.ts";

/** The command cannot be carried out as it was typed; the text says what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The cloud did as it was told, and the agent's run came to no good end. */
export class RunFailedError extends Error {
  override readonly name = "RunFailedError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Report {
  exitCode: number;
  error: { code: string; message: string; [fact: string]: unknown };
  words: string;
}

/** Exit codes: 1 the cloud said no or the run failed, 2 wrong use, 3 the cloud cannot be reached, 130 Ctrl-C. */
export function reportError(error: unknown, output: Output, baseUrl: string): number {
  const report = reportOf(error, baseUrl);
  if (output.json) output.result({ error: report.error }, () => "");
  else process.stderr.write(`${output.style("red", "error")}: ${report.words}\n`);
  return report.exitCode;
}

function reportOf(error: unknown, baseUrl: string): Report {
  if (error instanceof ApiError) return reportOfAnswer(error);
  if (isUnreachable(error)) {
    const message = `No cloud answers at ${baseUrl}.`;
    const words = `${message} Start one with \`npm start\`, or name another with --url.`;
    return { exitCode: 3, error: { code: "cloud_unreachable", message }, words };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isAbort(error))
    return { exitCode: 130, error: { code: "interrupted", message: "Interrupted." }, words: "interrupted" };
  if (error instanceof RunFailedError) return { exitCode: 1, error: { code: error.code, message }, words: message };
  const code = error instanceof UsageError ? "usage" : "unexpected";
  return { exitCode: error instanceof UsageError ? 2 : 1, error: { code, message }, words: message };
}

/** Each wrong place on a line of its own, unless it is the only one: then the message names it. */
function reportOfAnswer({ code, status, message, errors, requestId }: ApiError): Report {
  const places = errors.length < 2 ? "" : errors.map(({ path, message: text }) => `\n  ${path}: ${text}`).join("");
  return {
    exitCode: 1,
    error: { code, status, message, errors, request_id: requestId },
    words: `${message}${places}\n  (${code})`,
  };
}

const isAbort = (error: unknown) => error instanceof Error && error.name === "AbortError";

/** What fetch, and the upload likewise, throw when no answer came, whatever the reason was. */
const isUnreachable = (error: unknown) => error instanceof TypeError && error.cause instanceof Error;
