import { ApiError } from "@nexau-cloud/sdk";
import type { Output } from "./terminal/output.ts";

/** The command cannot be carried out as it was typed; the text says what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Exit codes: 1 the cloud said no, 2 wrong use, 3 the cloud cannot be reached. */
export function reportError(error: unknown, output: Output, baseUrl: string): number {
  if (error instanceof ApiError) {
    const { code, status, message, errors, requestId } = error;
    const places = errors.map(({ path, message: text }) => `\n  ${path}: ${text}`).join("");
    print(
      output,
      { error: { code, status, message, errors, request_id: requestId } },
      `${message}${places}\n  (${code})`,
    );
    return 1;
  }
  if (isUnreachable(error)) {
    print(
      output,
      { error: { code: "cloud_unreachable", message: `No cloud answers at ${baseUrl}.` } },
      `No cloud answers at ${baseUrl}. Start one with \`npm start\`, or name another with --url.`,
    );
    return 3;
  }
  const message = error instanceof Error ? error.message : String(error);
  print(output, { error: { code: "usage", message } }, message);
  return 2;
}

function print(output: Output, json: object, words: string): void {
  if (output.json) output.result(json, () => "");
  else process.stderr.write(`${output.style("red", "error")}: ${words}\n`);
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return false;
  const code = (error.cause as NodeJS.ErrnoException).code ?? "";
  return ["ECONNREFUSED", "ENOTFOUND", "ECONNRESET", "EHOSTUNREACH", "UND_ERR_SOCKET"].includes(code);
}
