import type { LoadedConfig } from "@nexau-cloud/platform";
import { type CloudConfig, loadCloudConfig } from "./cloud-config.ts";
import { parseCommandLine } from "./command-line.ts";

export interface ProcessConfig {
  loaded: LoadedConfig<CloudConfig>;
  /** The one service to run; null for all. */
  service: string | null;
}

/** The configuration of the process that starts with this command line and environment. */
export function loadFromProcess(argv: string[], env: Record<string, string | undefined>): ProcessConfig {
  const { service, configFile, flags } = parseCommandLine(argv);
  const file = configFile ?? (env.NEXAU_CLOUD_CONFIG || undefined);
  return { service, loaded: loadCloudConfig({ file, env, flags }) };
}
