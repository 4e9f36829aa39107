import { modelCallFailed } from "./model-errors.ts";

const FIELDS = ["data", "event", "id", "retry"];

export interface SseParser {
  /** The data of every event that is complete with these bytes. */
  push(bytes: Uint8Array): string[];
}

/**
 * Server-sent events from bytes split anywhere, with any of the three line ends. Stricter than a browser in one point: a
 * line that is no field (an error page, a stack trace) is an error and not ignored.
 */
export function createSseParser(): SseParser {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  let sawCarriageReturn = false;

  function takeLine(line: string): string | undefined {
    if (line === "") {
      const event = data.length > 0 ? data.join("\n") : undefined;
      data = [];
      return event;
    }
    if (line.startsWith(":")) return undefined;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    if (!FIELDS.includes(field)) throw modelCallFailed(`The model's stream is not readable at: ${line.slice(0, 200)}`);
    if (field === "data") data.push(colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, ""));
    return undefined;
  }

  function push(bytes: Uint8Array): string[] {
    let text = decoder.decode(bytes, { stream: true });
    // The line feed of a CRLF that was split between two chunks belongs to the line that ended before.
    if (sawCarriageReturn && text.startsWith("\n")) text = text.slice(1);
    if (text !== "") sawCarriageReturn = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? "";
    return lines.map(takeLine).filter((event) => event !== undefined);
  }

  return { push };
}
