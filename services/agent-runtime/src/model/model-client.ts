import type { LlmDefinition } from "@nexau-cloud/agent-spec";
import type { Message, Usage } from "@nexau-cloud/contracts";
import type { ToolOffer } from "../tools/toolbox.ts";

/** One model call, in our own words; each api type puts it into its wire format. */
export interface ModelRequest {
  llm: LlmDefinition;
  /** Providers get it as the end user's id. */
  sessionId: string;
  /** Rendered anew for every run, one system message each. */
  system: SystemPrompt[];
  messages: Message[];
  tools: ToolOffer[];
}

export interface SystemPrompt {
  text: string;
  /** Whether a provider that can cache prompts may cache this block. */
  cache: boolean;
}

/**
 * What a model's answer consists of, in the order of arrival: one `message-start`, then reasoning, text and tool calls,
 * one `message-end`, and at last `finish`. Every part that was started is ended before `message-end`.
 */
export type ModelPart =
  | { type: "message-start"; id: string }
  | { type: "reasoning-start"; redacted: boolean }
  | { type: "reasoning-delta"; text: string }
  | { type: "reasoning-end"; signature: string | null; redactedData: string | null }
  | { type: "text-delta"; text: string }
  | { type: "tool-call-start"; id: string; name: string }
  | { type: "tool-call-delta"; id: string; text: string }
  | { type: "tool-call-end"; id: string }
  | { type: "message-end" }
  | ModelFinish;

export interface ModelFinish {
  type: "finish";
  /** The provider's own word: `stop`, `tool_calls`, `length`, ... */
  stopReason: string | null;
  modelName: string | null;
  usage: Usage;
  /** Goes into the message's metadata and comes back with the next call. */
  metadata: Record<string, unknown>;
}

export interface ModelClient {
  prepare(request: ModelRequest): PreparedModelCall;
}

export interface PreparedModelCall {
  /** How traces call it: NexAU's name of the call. */
  operation: string;
  /** The request's body, in the provider's words. */
  payload: Record<string, unknown>;
  /**
   * Makes the call, anew each time, and yields the answer as it arrives. A provider that refuses, breaks off or talks rubbish
   * is a thrown ServiceError; aborting throws the signal's reason. Not asking for the next part holds the provider back.
   */
  stream(signal: AbortSignal): AsyncIterable<ModelPart>;
}
