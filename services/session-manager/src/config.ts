import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `sessionManager` of the configuration. */
export const sessionManagerConfig = z.object({
  port: port(8005).describe("Port that this service listens on; 0 picks a free one."),
});
export type SessionManagerConfig = z.infer<typeof sessionManagerConfig>;
