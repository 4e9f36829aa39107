import type { RunEvent } from "@nexau-cloud/contracts";
import type { Output } from "../../terminal/output.ts";

export interface RunEnd {
  state: "finished" | "failed" | "cut";
  message: string | null;
}

/**
 * Prints a run as it goes on: text as it comes, thinking dimmed, each tool as a line with its arguments and one with its
 * result; with --json every event as one line.
 */
export function createEventRenderer(output: Output) {
  const calls = new Map<string, { name: string; args: string }>();
  let lineOpen = false;
  let end: RunEnd = { state: "cut", message: null };

  function line(text: string): void {
    if (lineOpen) output.write("\n");
    lineOpen = false;
    output.write(`${text}\n`);
  }

  function text(part: string): void {
    output.write(part);
    lineOpen = !part.endsWith("\n");
  }

  function render(event: RunEvent): void {
    if (output.json) output.result(event, () => "");
    else print(event);
    if (event.type === "RUN_FINISHED") {
      end = { state: "finished", message: typeof event.result === "string" ? event.result : null };
    }
    if (event.type === "RUN_ERROR") end = { state: "failed", message: event.message };
  }

  function print(event: RunEvent): void {
    switch (event.type) {
      case "TEXT_MESSAGE_CONTENT":
        return text(event.delta);
      case "THINKING_TEXT_MESSAGE_CONTENT":
        return text(output.style("dim", event.delta));
      case "TEXT_MESSAGE_END":
      case "THINKING_TEXT_MESSAGE_END":
        if (lineOpen) line("");
        return;
      case "TOOL_CALL_START":
        calls.set(event.tool_call_id, { name: event.tool_call_name, args: "" });
        return;
      case "TOOL_CALL_ARGS": {
        const call = calls.get(event.tool_call_id);
        if (call) call.args += event.delta;
        return;
      }
      case "TOOL_CALL_END": {
        const call = calls.get(event.tool_call_id);
        if (call) line(output.style("blue", `> ${call.name}`) + output.style("dim", ` ${shorten(call.args)}`));
        return;
      }
      case "TOOL_CALL_RESULT": {
        const name = calls.get(event.tool_call_id)?.name ?? "tool";
        return line(output.style("blue", `< ${name}`) + output.style("dim", ` ${shorten(event.content)}`));
      }
      case "RETRY":
        return line(
          output.style("dim", `(trying again ${event.attempt}/${event.max_attempts}: ${event.error_message})`),
        );
      default:
        return;
    }
  }

  return { render, end: () => end };
}

const shorten = (text: string) => {
  const flat = text.replaceAll(/\s+/g, " ");
  return flat.length > 160 ? `${flat.slice(0, 157)}...` : flat;
};
