import type { RunEvent } from "@nexau-cloud/contracts";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import { readAfter } from "./event-log.ts";

/**
 * The END events that a dead runtime owes: messages, thoughts and tool calls that were started and not ended, innermost
 * first. Clients that check the order of events refuse a RUN_FINISHED, or a new message, while one is open.
 */
export async function openBlocks(db: Kysely<Tables>, runId: string, timestamp: number): Promise<RunEvent[]> {
  const open = new Map<string, RunEvent>();
  for (let after = 0; ; ) {
    const events = await readAfter(db, runId, after);
    for (const { json } of events) note(open, json, timestamp);
    const last = events.at(-1);
    if (!last) return [...open.values()].reverse();
    after = last.sequence;
  }
}

function note(open: Map<string, RunEvent>, json: string, timestamp: number): void {
  // Nearly all events are deltas; they are told apart without being parsed.
  if (!json.includes('_START"') && !json.includes('_END"')) return;
  const event: RunEvent = JSON.parse(json);
  const base = { timestamp, raw_event: null };
  switch (event.type) {
    case "TEXT_MESSAGE_START":
      open.set(`text ${event.message_id}`, { type: "TEXT_MESSAGE_END", ...base, message_id: event.message_id });
      break;
    case "TEXT_MESSAGE_END":
      open.delete(`text ${event.message_id}`);
      break;
    case "THINKING_TEXT_MESSAGE_START":
      open.set(`thought ${event.thinking_message_id}`, {
        type: "THINKING_TEXT_MESSAGE_END",
        ...base,
        thinking_message_id: event.thinking_message_id,
        signature: null,
        redacted_data: null,
      });
      break;
    case "THINKING_TEXT_MESSAGE_END":
      open.delete(`thought ${event.thinking_message_id}`);
      break;
    case "TOOL_CALL_START":
      open.set(`tool ${event.tool_call_id}`, { type: "TOOL_CALL_END", ...base, tool_call_id: event.tool_call_id });
      break;
    case "TOOL_CALL_END":
      open.delete(`tool ${event.tool_call_id}`);
      break;
    default:
  }
}
