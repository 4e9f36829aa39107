import type { Variables } from "@nexau-cloud/contracts";
import { contextHeaders } from "@nexau-cloud/platform";
import { createModelTransport, type ModelTransport } from "../model/model-transport.ts";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import type { Sleep } from "../sleep.ts";
import type { Toolbox, ToolboxDeps } from "../tools/toolbox.ts";
import type { RunEvents } from "./agent-run.ts";
import type { RunContext } from "./run-context.ts";
import type { RunControl } from "./run-control.ts";
import type { RunDeps } from "./run-deps.ts";
import { runEnv } from "./run-env.ts";
import { withTimeLimit } from "./tool-time-limit.ts";
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

export async function createRunScope(context: RunContext, deps: RunDeps): Promise<RunScope> {
  const { assignment, control, token, usage, events, traceId } = context;
  const { discovery, limits } = deps;
  const { run, launch } = assignment;
  const sidecarUrl = () => discovery.resolve("runtime-sidecar", run.lane);
  return {
    rootRunId: run.id,
    sessionId: run.sessionId,
    traceId,
    env: runEnv(launch, await sidecarUrl(), assignment.requestToken),
    globalStorage: assignment.sessionState.globalStorage,
    events,
    control,
    usage,
    transport: createModelTransport({
      connections: deps.connections,
      sidecarUrl,
      token: token.current,
      headers: contextHeaders,
      maxAnswerBytes: limits.maxModelAnswerBytes,
    }),
    sandbox: deps.sandboxOf({ sessionId: run.sessionId, launch, requestToken: token.current }),
    createToolbox: (toolboxDeps) => withTimeLimit(deps.createToolbox(toolboxDeps), limits.toolTimeoutMs),
    sleep: deps.sleep,
    now: deps.now,
    newId: deps.newId,
  };
}

export const NO_VARIABLES: Variables = { template: {}, runtime_vars: {}, sandbox_env: {} };

/** Where a sandbox keeps the session's files: system prompts name it before there is a sandbox to ask. */
export const HOME_DIR = "/home/user";
