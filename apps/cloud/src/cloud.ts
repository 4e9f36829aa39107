import { createPlatform, type Lifecycle, type RunningService } from "@nexau-cloud/platform";
import type { CloudConfig } from "./cloud-config.ts";
import { SERVICE_ORDER } from "./services.ts";
import { type ProcessOptions, startAll } from "./start-all.ts";

export interface RunningCloud extends AsyncDisposable {
  /** The edge: what people and programs talk to. */
  url: string;
  services: RunningService[];
  lifecycle: Lifecycle;
}

/** The whole cloud in this process: every service, each on its own port, with what the configuration does not bring embedded. */
export async function startCloud(config: CloudConfig, options: ProcessOptions = {}): Promise<RunningCloud> {
  const platform = await createPlatform(config, { ...options, name: "cloud", service: null });
  platform.prepareDatabase();
  const services = await startAll(SERVICE_ORDER, config, platform);
  const edge = services.find(({ name }) => name === "edge");
  return {
    url: edge?.url ?? "",
    services,
    lifecycle: platform.lifecycle,
    [Symbol.asyncDispose]: () => platform.lifecycle.stop(),
  };
}
