import type { RunEvent } from "@nexau-cloud/contracts";
import type { Output } from "../../terminal/output.ts";

export type RunEnd = { state: "finished" } | { state: "cut" } | { state: "failed"; code: string; message: string };

/**
 * Prints a run as it goes on: text as it comes, thinking dimmed, each tool as a line with its arguments and one with its
 * result; with --json every event as one line.
 */
export function createEventRenderer(output: Output) {
  const calls = new Map<string, { name: string; args: string }>();
  let lineOpen = false;
  let end: RunEnd = { state: "cut" };

  function endLine(): void {
    if (lineOpen) output.write("\n");
    lineOpen = false;
  }

  function line(text: string): void {
    endLine();
    output.write(`${text}\n`);
  }

  function text(part: string): void {
    output.write(part);
    lineOpen = !part.endsWith("\n");
  }

  function render(event: RunEvent): void {
    if (output.json) output.result(event, () => "");
    else print(event);
    if (event.type === "RUN_FINISHED") end = { state: "finished" };
    if (event.type === "RUN_ERROR") end = { state: "failed", code: event.code ?? "run_failed", message: event.message };
  }

  function print(event: RunEvent): void {
    switch (event.type) {
      case "TEXT_MESSAGE_CONTENT":
        text(event.delta);
        break;
      case "THINKING_TEXT_MESSAGE_CONTENT":
        text(output.style("dim", event.delta));
        break;
      case "TEXT_MESSAGE_END":
      case "THINKING_TEXT_MESSAGE_END":
        endLine();
        break;
      case "TOOL_CALL_START":
        calls.set(event.tool_call_id, { name: event.tool_call_name, args: "" });
        break;
      case "TOOL_CALL_ARGS": {
        const call = calls.get(event.tool_call_id);
        if (call) call.args += event.delta;
        break;
      }
      case "TOOL_CALL_END":
        toolLine(">", event.tool_call_id, calls.get(event.tool_call_id)?.args ?? "");
        break;
      case "TOOL_CALL_RESULT":
        toolLine("<", event.tool_call_id, event.content);
        break;
      case "RETRY":
        line(output.style("dim", `(trying again ${event.attempt}/${event.max_attempts}: ${event.error_message})`));
        break;
    }
  }

  function toolLine(sign: string, callId: string, detail: string): void {
    const name = calls.get(callId)?.name ?? "tool";
    line(output.style("blue", `${sign} ${name}`) + output.style("dim", ` ${shorten(detail)}`));
  }

  return { render, end: () => end };
}

const shorten = (text: string) => {
  const flat = text.replaceAll(/\s+/g, " ");
  return flat.length > 160 ? `${flat.slice(0, 157)}...` : flat;
};
