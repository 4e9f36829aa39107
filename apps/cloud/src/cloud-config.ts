import { agentGatewayConfig } from "@nexau-cloud/agent-gateway/config";
import { agentRuntimeConfig } from "@nexau-cloud/agent-runtime/config";
import { backendConfig, providersConfig } from "@nexau-cloud/backend/config";
import { edgeConfig } from "@nexau-cloud/edge/config";
import { type ConfigSources, type LoadedConfig, loadConfig, platformConfig } from "@nexau-cloud/platform";
import { runtimeSidecarConfig } from "@nexau-cloud/runtime-sidecar/config";
import { sandboxManagerConfig } from "@nexau-cloud/sandbox-manager/config";
import { sessionManagerConfig } from "@nexau-cloud/session-manager/config";
import type { z } from "zod";

export const configTopLevel = { ...platformConfig, providers: providersConfig };

export const configSections = {
  edge: edgeConfig,
  backend: backendConfig,
  agentGateway: agentGatewayConfig,
  sessionManager: sessionManagerConfig,
  agentRuntime: agentRuntimeConfig,
  runtimeSidecar: runtimeSidecarConfig,
  sandboxManager: sandboxManagerConfig,
};

/** The one configuration of everything (RFC-0012). */
export type CloudConfig = z.infer<z.ZodObject<typeof configTopLevel>> & z.infer<z.ZodObject<typeof configSections>>;

export function loadCloudConfig(
  sources: Pick<ConfigSources<typeof configSections, typeof configTopLevel>, "file" | "env" | "flags">,
): LoadedConfig<CloudConfig> {
  return loadConfig({ ...sources, sections: configSections, topLevel: configTopLevel });
}
