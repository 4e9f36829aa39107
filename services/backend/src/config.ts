import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `backend` of the configuration. */
export const backendConfig = z.object({
  port: port(8001).describe("Port that this service listens on; 0 picks a free one."),
});
export type BackendConfig = z.infer<typeof backendConfig>;
