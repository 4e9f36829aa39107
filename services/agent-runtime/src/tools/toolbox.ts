import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { ImageBlock, TextBlock, Variables } from "@nexau-cloud/contracts";

/** A tool call as the model made it: `arguments` is the raw text, not parsed yet. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

export interface ToolOutcome {
  /** The whole result, as it goes into TOOL_CALL_RESULT and the history. */
  rawOutput: Record<string, unknown>;
  /** What the model reads. */
  modelContent: string | (TextBlock | ImageBlock)[];
  /** Only for an unknown tool or invalid arguments: an exception inside a tool is a result like any other. */
  isError: boolean;
  /** The arguments after parsing, repair, coercion and merging. */
  input: Record<string, unknown>;
  /** Set by a stop tool whose result ends the run: the run's final text. */
  finalText: string | null;
}

/** What the model is told of a tool. */
export interface ToolOffer {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
}

/** State that tools see and change; the run reports it back to the session manager. */
export interface AgentState {
  agentName: string;
  agentId: string;
  runId: string;
  rootRunId: string;
  sessionId: string;
  context: Record<string, unknown>;
  globalStorage: Record<string, unknown>;
  variables: Variables;
}

export interface ToolboxDeps {
  agent: AgentDefinition;
  state: AgentState;
  /** The project's environment, for tool processes in the sandbox. */
  env: Record<string, string>;
  /** The session's sandbox, made on first need. */
  sandbox: () => Promise<import("../sandbox/sandbox-client.ts").SandboxClient>;
}

/** All tools of one agent in one run: built-in ones, the project's own through the tool host, LoadSkill. */
export interface Toolbox {
  offers(): ToolOffer[];
  /** True for a tool that must run alone, before the others of its batch. */
  isSerial(name: string): boolean;
  /** Never rejects but for an abort: whatever goes wrong is the call's outcome. Aborting kills the tool's processes. */
  execute(call: ToolCall, signal: AbortSignal): Promise<ToolOutcome>;
  /** Ends the tool host. */
  close(): Promise<void>;
}
