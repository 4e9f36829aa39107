import type { ChatRequest, Run, StartRun } from "@nexau-cloud/contracts";
import { requestContext, ServiceError } from "@nexau-cloud/platform";
import type { Principal } from "../auth/key-check.ts";
import { toMessages } from "./to-messages.ts";
import type { VersionResolver } from "./version-resolver.ts";

export interface ChatServiceDeps {
  versions: Pick<VersionResolver, "resolve">;
  startRun: (request: StartRun) => Promise<Run>;
  now: () => Date;
  newId: (prefix: string) => string;
}

export type ChatService = ReturnType<typeof createChatService>;

/** Starts the run of a chat request. */
export function createChatService({ versions, startRun, now, newId }: ChatServiceDeps) {
  async function start({ projectId }: Principal, chat: ChatRequest, idempotencyKey: string | null): Promise<Run> {
    const messages = toMessages(chat.messages, { now, newId });
    const version = await versions.resolve({
      projectId,
      tag: chat.version_tag ?? undefined,
      versionId: chat.version_id ?? undefined,
    });
    return startRun({
      projectId,
      sessionId: chat.session_id,
      distinctId: chat.distinct_id,
      versionId: version.versionId,
      versionTag: version.tag,
      agent: agentOf(version.agents, chat.agent ?? undefined),
      messages,
      variables: chat.variables ?? { template: {}, runtime_vars: {}, sandbox_env: {} },
      source: chat.source,
      lane: requestContext.getStore()?.lane ?? null,
      idempotencyKey,
    });
  }

  return { start };
}

function agentOf(agents: string[], wanted: string | undefined): string {
  const agent = wanted ?? agents[0];
  if (agent !== undefined && agents.includes(agent)) return agent;
  throw new ServiceError(
    "not_found",
    "agent_not_found",
    `This version has no agent ${JSON.stringify(wanted ?? "")}; it has: ${agents.join(", ")}.`,
  );
}
