import type { Message, RunEvent } from "@nexau-cloud/contracts";

const base = { timestamp: 1, raw_event: null };

export const textStart = (id: string): RunEvent => ({
  type: "TEXT_MESSAGE_START",
  ...base,
  message_id: id,
  role: "assistant",
  run_id: "run",
});

export const textDelta = (id: string, delta: string): RunEvent => ({
  type: "TEXT_MESSAGE_CONTENT",
  ...base,
  message_id: id,
  delta,
});

export const textEnd = (id: string): RunEvent => ({ type: "TEXT_MESSAGE_END", ...base, message_id: id });

export const toolStart = (id: string): RunEvent => ({
  type: "TOOL_CALL_START",
  ...base,
  tool_call_id: id,
  tool_call_name: "shell",
  parent_message_id: "m",
});

export const finished = (runId: string): RunEvent => ({
  type: "RUN_FINISHED",
  ...base,
  thread_id: "session",
  run_id: runId,
  result: "done",
});

export const message = (id: string, text: string, role: Message["role"] = "user"): Message => ({
  id,
  role,
  content: [{ type: "text", text }],
  metadata: {},
  created_at: "2026-01-01T00:00:00Z",
});
