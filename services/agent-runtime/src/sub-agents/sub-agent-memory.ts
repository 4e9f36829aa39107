import type { Message } from "@nexau-cloud/contracts";

/** What the sub-agents of a run have seen and said, by agent id, so that one can be called again. Lives as long as the run. */
export interface SubAgentMemory {
  messages(agentId: string): Message[];
  keep(agentId: string, messages: Message[]): void;
}

export function createSubAgentMemory(): SubAgentMemory {
  const byAgent = new Map<string, Message[]>();
  return {
    messages: (agentId) => byAgent.get(agentId) ?? [],
    keep: (agentId, messages) => {
      byAgent.set(agentId, messages);
    },
  };
}
