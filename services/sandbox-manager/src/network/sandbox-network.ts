import type { NetworkPolicy, SandboxConnection } from "@nexau-cloud/contracts";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import { sandboxNotFound } from "../sandboxes/sandbox-errors.ts";
import type { EgressDoor } from "./egress-door.ts";

/** What may be asked and changed about the network of a sandbox that runs. */
export interface SandboxNetwork {
  /** Holds at once, for what is open as well; undefined is what the profile says. Lasts as long as the sandbox runs. */
  setNetwork(sandboxId: string, policy: NetworkPolicy | undefined): Promise<void>;
  /** Its last destinations, the newest first. */
  connections(sandboxId: string, limit: number): SandboxConnection[];
}

export interface SandboxNetworkDeps {
  find(sandboxId: string): LiveSandbox | undefined;
  doorOf(sandboxId: string): EgressDoor | undefined;
}

export function createSandboxNetwork({ find, doorOf }: SandboxNetworkDeps): SandboxNetwork {
  function doorInUse(sandboxId: string): EgressDoor {
    const door = doorOf(sandboxId);
    if (!door) throw sandboxNotFound();
    return door;
  }

  return {
    setNetwork: async (sandboxId, policy) => {
      const sandbox = find(sandboxId);
      if (!sandbox) throw sandboxNotFound();
      const next = policy ?? sandbox.profile.network;
      doorInUse(sandboxId).setPolicy(next);
      if (sandbox.frozenAt === undefined) await sandbox.daemon.setEgress(next.egress !== "none");
    },
    connections: (sandboxId, limit) => doorInUse(sandboxId).connections(limit),
  };
}
