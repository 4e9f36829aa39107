import { count, milliseconds, port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `edge` of the configuration. */
export const edgeConfig = z.object({
  port: port(8080).describe("Port of the cloud's one public door; 0 picks a free one."),
  hosts: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((host) => host.trim().toLowerCase())
        .filter(Boolean),
    )
    .describe(
      "Host names that this cloud is called by, separated by commas. None: any, or on loopback only local ones.",
    ),
  sandboxDomain: z
    .string()
    .regex(/^[a-z0-9.-]{1,253}(:\d{1,5})?$/, { error: "must be a host name in lower case, with a port if need be" })
    .default("sandbox.localhost")
    .describe(
      "Ports of sandboxes are called <port>-<sandbox id>.<this domain>, the E2B API api.<this domain>. Below localhost the edge's own port is added.",
    ),
  connectTimeoutMs: milliseconds(5_000).describe("How long the edge waits for a service to take a connection."),
  answerTimeoutMs: milliseconds(600_000).describe("How long a service may take to begin its answer."),
  uploadTimeoutMs: milliseconds(3_600_000).describe("How long a caller may take to send a request with its body."),
  connectionsPerService: count(1024).describe(
    "Connections to one instance of a service at a time; further requests wait.",
  ),
});
export type EdgeConfig = z.infer<typeof edgeConfig>;
