import { isRecord } from "../is-record.ts";
import type { FormatContext } from "./format-context.ts";

/**
 * What a terminal would show. The built-in shell tool's results have `content` and no `stdout`, so of its failures a model
 * sees the error alone; that is how NexAU does it.
 */
export function shellFormatter({ toolOutput: result }: FormatContext): string {
  const parts = [result.stdout, result.stderr].filter(isFilledText);
  const error = isRecord(result.error) ? result.error.message : result.error;
  if (parts.length === 0 && isFilledText(error)) parts.push(error);
  if (parts.length === 0 && typeof result.exit_code === "number" && result.exit_code !== 0) {
    parts.push(`Exit code: ${result.exit_code}`);
  }
  if (result.interrupted === true) parts.push("<error>Command was aborted before completion</error>");
  if (Array.isArray(result.backgroundPids) && result.backgroundPids.length > 0) {
    parts.push(`Command running in background with PID: ${result.backgroundPids.join(", ")}`);
  }
  return parts.length > 0 ? parts.join("\n") : String(result.content ?? "");
}

const isFilledText = (value: unknown): value is string => typeof value === "string" && value !== "";
