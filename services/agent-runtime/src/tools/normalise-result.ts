import { isRecord } from "./is-record.ts";

/** What a tool returned, as the object that events and the history carry: an object stays, all else becomes `result`. */
export function normaliseResult(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : { result: value ?? null };
}

/** An exception inside a tool is a result like any other, which the model reads and may react to. */
export function exceptionResult(
  tool: string,
  error: string,
  errorType: string,
  traceback = "",
): Record<string, unknown> {
  return { error, error_type: errorType, traceback, tool_name: tool };
}
