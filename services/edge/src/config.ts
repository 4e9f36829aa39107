import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `edge` of the configuration. */
export const edgeConfig = z.object({
  port: port(8080).describe("Port that this service listens on; 0 picks a free one."),
});
export type EdgeConfig = z.infer<typeof edgeConfig>;
