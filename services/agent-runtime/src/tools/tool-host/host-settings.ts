import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { AgentState } from "../toolbox.ts";
import type { HostSettings } from "./host-process.ts";

/** What a tool host of this agent is told once, at its start. */
export function hostSettings(
  agent: AgentDefinition,
  state: AgentState,
  workDir: string,
  env: Record<string, string>,
): HostSettings {
  return {
    root: agent.root,
    workDir,
    env,
    state: {
      agent_name: agent.configuredName,
      agent_id: state.agentId,
      run_id: state.runId,
      root_run_id: state.rootRunId,
      runtime_vars: state.variables.runtime_vars,
      sandbox_env: state.variables.sandbox_env,
    },
  };
}
