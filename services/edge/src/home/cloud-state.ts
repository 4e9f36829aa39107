import type { Platform, ServiceName } from "@nexau-cloud/platform";

export interface ServiceState {
  service: ServiceName;
  state: "ok" | "unavailable";
  /** What the service itself says is missing. */
  missing: string[];
}

const SERVICES: ServiceName[] = [
  "backend",
  "agent-gateway",
  "session-manager",
  "agent-runtime",
  "runtime-sidecar",
  "sandbox-manager",
];

const TIMEOUT_MS = 2_000;

/** How every service is, by its own /health; one that does not answer in time is unavailable. */
export function readCloudState(discovery: Platform["discovery"], lane: string | null): Promise<ServiceState[]> {
  return Promise.all(SERVICES.map((service) => stateOf(service, discovery, lane)));
}

/** One check per service, for the /health of the whole. */
export function cloudChecks(
  discovery: Platform["discovery"],
  lane: string | null,
): Record<string, () => Promise<void>> {
  return Object.fromEntries(
    SERVICES.map((service) => [
      service,
      async () => {
        const { state } = await stateOf(service, discovery, lane);
        if (state !== "ok") throw new Error(`${service} is not well`);
      },
    ]),
  );
}

async function stateOf(
  service: ServiceName,
  discovery: Platform["discovery"],
  lane: string | null,
): Promise<ServiceState> {
  try {
    const url = await discovery.resolve(service, lane);
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = (await response.json()) as { missing?: string[] };
    return { service, state: response.ok ? "ok" : "unavailable", missing: body.missing ?? [] };
  } catch {
    return { service, state: "unavailable", missing: ["no answer"] };
  }
}
