/**
 * Who runs where (RFC-0005). A service registers its instances; a caller asks for one, in the lane of its request where
 * the lane has one and in the base lane (null) otherwise. Configured URLs are used for a service that nobody registered.
 */
export interface Discovery {
  /** Kept alive until `stop`. */
  register(instance: ServiceInstance): Promise<{ stop(): Promise<void> }>;
  /** Base URL without trailing slash. Throws `service_unavailable` when there is none. Cached for a second. */
  resolve(service: ServiceName, lane: string | null): Promise<string>;
  list(service: ServiceName): Promise<ServiceInstance[]>;
}

export interface ServiceInstance {
  id: string;
  service: ServiceName;
  url: string;
  lane: string | null;
}

export const SERVICE_NAMES = [
  "edge",
  "backend",
  "agent-gateway",
  "session-manager",
  "agent-runtime",
  "runtime-sidecar",
  "runtime-sidecar-traces",
  "sandbox-manager",
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
