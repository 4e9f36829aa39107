import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import type { AgentState } from "./toolbox.ts";

/** Variables of every process that a tool starts; what the request brings counts most. */
export function toolEnvironment(
  env: Record<string, string>,
  agent: AgentDefinition,
  state: AgentState,
): Record<string, string> {
  return { ...env, ...agent.sandbox.envs, ...state.variables.sandbox_env };
}

/** Folder in which tools work: the agent's own, else the session's home. */
export function workDirOf(agent: AgentDefinition, sandbox: SandboxClient): string {
  return agent.sandbox.workDir ?? sandbox.homeDir;
}
