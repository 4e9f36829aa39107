import type { Platform, RunningService } from "@nexau-cloud/platform";
import type { CloudConfig } from "./cloud-config.ts";

/** How each service is started. Code is loaded when it is needed, so that a process holds only what it runs. */
export interface ServiceStarter {
  /** Keeps tables of its own. */
  database: boolean;
  /** Makes itself known, under an id that means something to it; the others are made known by who starts them. */
  registersItself: boolean;
  start(config: CloudConfig, platform: Platform): Promise<RunningService>;
}

/** In the order of the plan: whoever is asked stands before whoever asks, and stops after it. */
export const SERVICES = {
  backend: {
    database: true,
    registersItself: false,
    start: async (config, platform) => {
      const { startBackend } = await import("@nexau-cloud/backend");
      return startBackend({ ...config.backend, providers: config.providers }, platform);
    },
  },
  "session-manager": {
    database: true,
    registersItself: false,
    start: async (config, platform) => {
      const { startSessionManager } = await import("@nexau-cloud/session-manager");
      return startSessionManager(config.sessionManager, platform);
    },
  },
  "runtime-sidecar": {
    database: false,
    registersItself: true,
    start: async (config, platform) => {
      const { startRuntimeSidecar } = await import("@nexau-cloud/runtime-sidecar");
      return startRuntimeSidecar(config.runtimeSidecar, platform);
    },
  },
  "sandbox-manager": {
    database: true,
    registersItself: true,
    start: async (config, platform) => {
      const { startSandboxManager } = await import("@nexau-cloud/sandbox-manager");
      return startSandboxManager(config.sandboxManager, platform);
    },
  },
  "agent-runtime": {
    database: false,
    registersItself: true,
    start: async (config, platform) => {
      const { startAgentRuntime } = await import("@nexau-cloud/agent-runtime");
      return startAgentRuntime(config.agentRuntime, platform);
    },
  },
  "agent-gateway": {
    database: false,
    registersItself: false,
    start: async (config, platform) => {
      const { startAgentGateway } = await import("@nexau-cloud/agent-gateway");
      return startAgentGateway(config.agentGateway, platform);
    },
  },
  edge: {
    database: false,
    registersItself: false,
    start: async (config, platform) => {
      const { startEdge } = await import("@nexau-cloud/edge");
      return startEdge(config.edge, platform);
    },
  },
} satisfies Record<string, ServiceStarter>;

export type CloudServiceName = keyof typeof SERVICES;

export const SERVICE_ORDER = Object.keys(SERVICES) as CloudServiceName[];

export const isServiceName = (name: string): name is CloudServiceName => Object.hasOwn(SERVICES, name);
