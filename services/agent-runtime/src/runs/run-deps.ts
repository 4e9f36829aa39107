import type { Launch } from "@nexau-cloud/contracts";
import type { Logger, Platform } from "@nexau-cloud/platform";
import type { ProjectLoader } from "../bundles/project-loader.ts";
import type { ModelConnections } from "../model/model-transport.ts";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import type { Sleep } from "../sleep.ts";
import type { Toolbox, ToolboxDeps } from "../tools/toolbox.ts";

/** What the runs of a runtime share. */
export interface RunDeps {
  discovery: Platform["discovery"];
  projects: ProjectLoader;
  connections: ModelConnections;
  sandboxOf: SandboxOf;
  createToolbox(deps: ToolboxDeps): Toolbox;
  limits: RunLimits;
  log: Logger;
  sleep: Sleep;
  now: () => Date;
  newId: (prefix: string) => string;
}

export interface RunLimits {
  maxModelAnswerBytes: number;
  /** Text of events that may wait for the session manager before the model is held back. */
  maxWaitingEventBytes: number;
  /** How long a report is tried before the run is left to another runtime. */
  reportGiveUpMs: number;
  traceTimeoutMs: number;
  /** How long one tool call may take. */
  toolTimeoutMs: number;
}

/** The way to a session's sandbox, which is made on first need. The token is asked for anew each time, as it changes. */
export type SandboxOf = (request: SandboxRequest) => () => Promise<SandboxClient>;
export interface SandboxRequest {
  sessionId: string;
  launch: Launch;
  requestToken: () => string;
}
