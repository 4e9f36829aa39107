import { type DescribedSetting, describeConfig } from "@nexau-cloud/platform";
import { loadFromProcess } from "./load-from-process.ts";

/** The effective configuration of the cloud that would start with this command line: every setting and who said so. */
export function describeCloudConfig(argv: string[], env: Record<string, string | undefined>): DescribedSetting[] {
  return describeConfig(loadFromProcess(argv, env).loaded);
}
