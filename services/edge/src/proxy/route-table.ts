import type { ServiceName } from "@nexau-cloud/platform";

const PREFIXES: [prefix: string, service: ServiceName][] = [
  ["/api", "backend"],
  ["/objects", "backend"],
  ["/agent-api", "agent-gateway"],
  ["/v1", "agent-gateway"],
];

/** The service behind a path; undefined for what the edge serves itself or nobody does. Only whole segments count. */
export function serviceOf(path: string): ServiceName | undefined {
  return PREFIXES.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1];
}
