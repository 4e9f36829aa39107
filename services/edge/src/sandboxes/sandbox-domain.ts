/**
 * What sandboxes are called by from outside. Names below `localhost` lead to this very machine, so that the port is the
 * one that the edge listens on; with any other name the operator says what stands before it.
 */
export function publicSandboxDomain(configured: string, edgePort: number): string {
  const local = configured === "localhost" || configured.endsWith(".localhost");
  return local ? `${configured}:${edgePort}` : configured;
}

export const withoutPort = (domain: string): string => domain.replace(/:\d+$/, "");
