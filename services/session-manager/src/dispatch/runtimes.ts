import type { RunAssignment } from "@nexau-cloud/contracts";
import type { Discovery } from "@nexau-cloud/platform";

export interface Runtime {
  /** Null for a runtime that is configured by URL and not registered: whether it is alive cannot be known. */
  id: string | null;
  url: string;
}

export interface Runtimes {
  /** Runtimes of the lane, or of the base lane where it has none; in turn, so that runs spread. */
  candidates(lane: string | null): Promise<Runtime[]>;
  /** Ids of the registered ones; null when none is, which tells nothing. */
  present(): Promise<string[] | null>;
  handOver(runtime: Runtime, assignment: RunAssignment): Promise<void>;
}

export function createRuntimes(
  discovery: Pick<Discovery, "list" | "resolve">,
  handOver: Runtimes["handOver"],
): Runtimes {
  let turn = 0;

  async function candidates(lane: string | null): Promise<Runtime[]> {
    const registered = await discovery.list("agent-runtime");
    const inLane = registered.filter((instance) => instance.lane === lane);
    const usable = inLane.length > 0 ? inLane : registered.filter((instance) => instance.lane === null);
    if (usable.length === 0) return [{ id: null, url: await discovery.resolve("agent-runtime", lane) }];
    const first = turn++ % usable.length;
    return [...usable.slice(first), ...usable.slice(0, first)].map(({ id, url }) => ({ id, url }));
  }

  async function present(): Promise<string[] | null> {
    const registered = await discovery.list("agent-runtime");
    return registered.length > 0 ? registered.map(({ id }) => id) : null;
  }

  return { candidates, present, handOver };
}
