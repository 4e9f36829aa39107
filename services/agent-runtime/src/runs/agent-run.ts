import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { ModelClient, SystemPrompt } from "../model/model-client.ts";
import type { EventBody } from "../reports/run-reporter.ts";
import type { Sleep } from "../sleep.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import type { TraceSpan } from "../traces/trace-recorder.ts";
import type { RunControl } from "./run-control.ts";
import type { Transcript } from "./transcript.ts";
import type { UsageTotal } from "./usage-total.ts";

/** One agent at work: the root of a run, or a sub-agent inside of it. All that the steps of the loop need. */
export interface AgentRun {
  runId: string;
  sessionId: string;
  agent: AgentDefinition;
  model: ModelClient;
  system: SystemPrompt[];
  toolbox: Toolbox;
  transcript: Transcript;
  events: RunEvents;
  control: RunControl;
  usage: UsageTotal;
  span: TraceSpan;
  sleep: Sleep;
  now: () => Date;
}

/** The stream of a run, shared by its agents. */
export interface RunEvents {
  emit(event: EventBody): void;
  /** Waits while the stream is congested. */
  ready(): Promise<void>;
  /** Providers may use an id twice; a stream may not. */
  uniqueMessageId(providerId: string): string;
}

/** How an agent's loop ended. Errors are thrown. */
export interface LoopEnd {
  state: "finished" | "stopped";
  stopReason: "NO_MORE_TOOL_CALLS" | "STOP_TOOL_TRIGGERED" | "MAX_ITERATIONS_REACHED" | "USER_INTERRUPTED";
  /** The final text. */
  result: string;
}

export const STOPPED: LoopEnd = { state: "stopped", stopReason: "USER_INTERRUPTED", result: "Stop signal received." };
