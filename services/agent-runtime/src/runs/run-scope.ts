import type { Variables } from "@nexau-cloud/contracts";
import type { ModelTransport } from "../model/model-transport.ts";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import type { Sleep } from "../sleep.ts";
import type { Toolbox, ToolboxDeps } from "../tools/toolbox.ts";
import type { RunEvents } from "./agent-run.ts";
import type { RunControl } from "./run-control.ts";
import type { UsageTotal } from "./usage-total.ts";

/** What all agents of one run have in common. */
export interface RunScope {
  rootRunId: string;
  sessionId: string;
  traceId: string;
  env: Record<string, string>;
  /** Shared by the root agent and all its sub-agents. */
  globalStorage: Record<string, unknown>;
  events: RunEvents;
  control: RunControl;
  usage: UsageTotal;
  transport: ModelTransport;
  /** The session's sandbox, made on first need. */
  sandbox: () => Promise<SandboxClient>;
  createToolbox(deps: ToolboxDeps): Toolbox;
  sleep: Sleep;
  now: () => Date;
  newId: (prefix: string) => string;
}

export const NO_VARIABLES: Variables = { template: {}, runtime_vars: {}, sandbox_env: {} };

/** Where a sandbox keeps the session's files: system prompts name it before there is a sandbox to ask. */
export const HOME_DIR = "/home/user";
