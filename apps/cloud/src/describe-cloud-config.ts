import { type DescribedSetting, describeConfig } from "@nexau-cloud/platform";
import { loadCloudConfig } from "./cloud-config.ts";
import { parseCommandLine } from "./command-line.ts";

/** The effective configuration of the cloud that would start with this command line: every setting and who said so. */
export function describeCloudConfig(argv: string[], env: Record<string, string | undefined>): DescribedSetting[] {
  const { configFile, flags } = parseCommandLine(argv);
  return describeConfig(loadCloudConfig({ file: configFile ?? env.NEXAU_CLOUD_CONFIG, env, flags }));
}
