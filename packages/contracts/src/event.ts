import { z } from "zod";

/**
 * The events of a run, as they stand on the wire: AG-UI's names with snake_case fields, nulls written out.
 * `timestamp` is milliseconds since the epoch, except in TRANSPORT_ERROR, where it is seconds.
 */
const base = { timestamp: z.number().nullable(), raw_event: z.null() };
const event = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...base, ...shape });

export const Usage = z
  .object({
    input_tokens: z.int(),
    completion_tokens: z.int(),
    reasoning_tokens: z.int(),
    total_tokens: z.int(),
    cache_creation_tokens: z.int(),
    cache_read_tokens: z.int(),
    input_tokens_uncached: z.int(),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof Usage>;

const compaction = {
  run_id: z.string().nullable(),
  phase: z.string(),
  mode: z.string(),
  trigger_reason: z.string(),
  original_message_count: z.int(),
  original_token_count: z.int(),
  max_context_tokens: z.int(),
};

export const RunEvent = z
  .discriminatedUnion("type", [
    event("RUN_STARTED", {
      thread_id: z.string(),
      run_id: z.string(),
      root_run_id: z.string(),
      agent_id: z.string(),
      trace_id: z.string().nullable(),
      parent_run_id: z.string().nullable(),
      input: z.null(),
    }),
    event("TEXT_MESSAGE_START", { message_id: z.string(), role: z.literal("assistant"), run_id: z.string() }),
    event("TEXT_MESSAGE_CONTENT", { message_id: z.string(), delta: z.string().min(1) }),
    event("TEXT_MESSAGE_END", { message_id: z.string() }),
    event("THINKING_TEXT_MESSAGE_START", {
      parent_message_id: z.string(),
      thinking_message_id: z.string(),
      run_id: z.string(),
      is_redacted: z.boolean(),
    }),
    event("THINKING_TEXT_MESSAGE_CONTENT", { thinking_message_id: z.string(), delta: z.string() }),
    event("THINKING_TEXT_MESSAGE_END", {
      thinking_message_id: z.string(),
      signature: z.string().nullable(),
      redacted_data: z.string().nullable(),
    }),
    event("TOOL_CALL_START", { tool_call_id: z.string(), tool_call_name: z.string(), parent_message_id: z.string() }),
    event("TOOL_CALL_ARGS", { tool_call_id: z.string(), delta: z.string() }),
    event("TOOL_CALL_END", { tool_call_id: z.string() }),
    event("TOOL_CALL_RESULT", { tool_call_id: z.string(), content: z.string(), role: z.literal("tool") }),
    event("MODEL_CALL_FINISHED", {
      run_id: z.string(),
      message_id: z.string(),
      model_name: z.string().nullable(),
      model_call_id: z.string().nullable(),
      stop_reason: z.string().nullable(),
    }),
    event("USAGE_UPDATE", { run_id: z.string(), usage: Usage }),
    event("RETRY", {
      run_id: z.null(),
      api_type: z.string(),
      attempt: z.int(),
      max_attempts: z.int(),
      backoff_seconds: z.number(),
      error_message: z.string(),
    }),
    event("COMPACTION_STARTED", compaction),
    event("COMPACTION_FINISHED", {
      ...compaction,
      success: z.boolean(),
      compacted_message_count: z.int(),
      compacted_token_count: z.int(),
      error: z.string().nullable(),
    }),
    event("RUN_FINISHED", { thread_id: z.string(), run_id: z.string(), result: z.unknown() }),
    event("RUN_ERROR", { message: z.string(), code: z.string().nullable(), run_id: z.string().nullable() }),
    event("TRANSPORT_ERROR", { message: z.string() }),
  ])
  .meta({ id: "RunEvent" });
export type RunEvent = z.infer<typeof RunEvent>;
export type RunEventType = RunEvent["type"];

/** An event with its place in the run's log: 1 is the first, without gaps. */
export const SequencedEvent = z
  .object({ sequence: z.int().positive(), event: RunEvent })
  .meta({ id: "SequencedEvent" });
export type SequencedEvent = z.infer<typeof SequencedEvent>;
