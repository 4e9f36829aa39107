import type { AgentSummary, Version, VersionAgent, VersionDetails } from "@nexau-cloud/contracts";
import type { ArtifactRow } from "../artifacts/artifact-store.ts";
import { toArtifact } from "../artifacts/to-artifact.ts";
import type { VersionRow } from "./version-store.ts";

export function toVersion(row: VersionRow, artifact: ArtifactRow | undefined): Version {
  return {
    id: row.id,
    project_id: row.project_id,
    tag: row.tag,
    status: row.status,
    status_reason: row.status_reason,
    artifact: artifact ? toArtifact(artifact) : null,
    agents: row.agents.map(({ name }) => name),
    created_at: row.created_at.toISOString(),
    activated_at: row.activated_at?.toISOString() ?? null,
  };
}

export function toVersionDetails(row: VersionRow, artifact: ArtifactRow | undefined): VersionDetails {
  return {
    ...toVersion(row, artifact),
    agent_details: row.agents.map(toVersionAgent),
    issues: row.issues,
    warnings: row.warnings,
  };
}

function toVersionAgent({ systemPrompt, subAgents, tools, ...agent }: AgentSummary): VersionAgent {
  return {
    ...agent,
    system_prompt: systemPrompt,
    sub_agents: subAgents,
    tools: tools.map(({ inputSchema, ...tool }) => ({ ...tool, input_schema: inputSchema })),
  };
}
