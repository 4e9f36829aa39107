import { bytes, count, milliseconds, port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `agentGateway` of the configuration. */
export const agentGatewayConfig = z.object({
  port: port(8002).describe("Port that this service listens on; 0 picks a free one."),
  bodyBytes: bytes(33_554_432).describe("Largest chat request; its messages may carry images."),
  fileBytes: bytes(536_870_912).describe("Largest file that can be put into a session's sandbox."),
  keyCacheMs: milliseconds(5_000).describe("How long a key that was found right is not asked for again."),
  badKeyCacheMs: milliseconds(1_000).describe("How long a key that was found wrong is not asked for again."),
  keyCacheSize: count(10_000).describe("Keys remembered at most."),
  versionCacheMs: milliseconds(1_000).describe("How long the version behind a tag is not asked for again."),
  reconnectMs: milliseconds(10_000).describe("How long a stream tries to reach the session manager again."),
  stallMs: milliseconds(120_000).describe("A client that takes no bytes of its stream for so long is cut off."),
  corsOrigins: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((origin) => origin.trim().replace(/\/$/, ""))
        .filter(Boolean),
    )
    .describe("Other origins whose pages may call this service, separated by commas; * for all."),
});
export type AgentGatewayConfig = z.infer<typeof agentGatewayConfig>;
