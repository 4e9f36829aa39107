import type { SandboxConnection } from "@nexau-cloud/contracts";

/** The last destinations of one sandbox: where to, when, how much, and nothing of what was said. */
export interface ConnectionLog {
  add(entry: Pick<SandboxConnection, "host" | "port" | "protocol">): SandboxConnection;
  /** Newest first. */
  list(limit: number): SandboxConnection[];
}

const KEPT = 1000;

export function createConnectionLog(now: () => Date): ConnectionLog {
  const entries: SandboxConnection[] = [];
  return {
    add: (entry) => {
      const full: SandboxConnection = {
        openedAt: now().toISOString(),
        closedAt: null,
        address: null,
        refusal: null,
        bytesSent: 0,
        bytesReceived: 0,
        ...entry,
      };
      entries.push(full);
      if (entries.length > KEPT) entries.shift();
      return full;
    },
    list: (limit) => entries.slice(-limit).reverse(),
  };
}
