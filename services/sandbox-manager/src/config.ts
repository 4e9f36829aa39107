import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `sandboxManager` of the configuration. */
export const sandboxManagerConfig = z.object({
  port: port(8008).describe("Port that this service listens on; 0 picks a free one."),
});
export type SandboxManagerConfig = z.infer<typeof sandboxManagerConfig>;
