import { NetworkPolicy } from "@nexau-cloud/contracts";
import { bytes, count, milliseconds, port } from "@nexau-cloud/platform";
import { z } from "zod";
import { parseNetwork } from "./network/address-list.ts";
import { networkMistake } from "./network/compiled-policy.ts";

/** What sandboxes can be made with. */
export const driverName = z.enum(["bubblewrap", "docker", "gvisor"]);
export type DriverName = z.infer<typeof driverName>;

/** What one kind of sandbox may use, and how long it lives. */
export const sandboxProfile = z.object({
  aliases: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/))
    .default([])
    .describe("Further names of it, for programs that ask for one as E2B's template."),
  driver: driverName.optional().describe("What it is made with, if not with the usual."),
  cpu: z.coerce.number().positive().max(1024).default(2).describe("Processors it may keep busy."),
  memoryMb: count(2048).describe("Memory of all its processes together; the one that is too much is killed."),
  pids: count(512).describe("Processes and threads at once."),
  openFiles: count(4096).describe("Open files of one process."),
  diskMb: count(4096).describe("Home folder and /tmp together; a sandbox that stays above it is stopped."),
  network: NetworkPolicy.prefault({ egress: "open" })
    .superRefine((policy, context) => {
      const message = networkMistake(policy);
      if (message) context.addIssue({ code: "custom", message });
    })
    .describe("What it may reach: egress (none, limited or open), and hosts, addresses and CIDRs to allow and deny."),
  idleTimeoutMs: milliseconds(15 * 60_000).describe(
    "Stopped, with its files kept, when nobody has called it for so long.",
  ),
  maxLifetimeMs: milliseconds(24 * 3_600_000).describe("Stopped, with its files kept, after so long in any case."),
});
export type SandboxProfile = z.infer<typeof sandboxProfile>;

/** Section `sandboxManager` of the configuration. */
export const sandboxManagerConfig = z.object({
  port: port(8008).describe("Port that this service listens on; 0 picks a free one."),
  driver: driverName
    .default("bubblewrap")
    .describe("What sandboxes are made with unless their profile says otherwise: bubblewrap, docker or gvisor."),
  docker: z
    .object({
      socketPath: z
        .string()
        .startsWith("/")
        .default("/var/run/docker.sock")
        .describe("Unix socket of the Docker engine."),
      image: z
        .string()
        .default("")
        .describe("Image of sandboxes; empty for this machine's own programs, shown read-only."),
      runtime: z.string().min(1).default("runc").describe("The engine's name for what runs the kind named docker."),
      gvisorRuntime: z
        .string()
        .min(1)
        .default("runsc")
        .describe("The engine's name for what runs the kind named gvisor."),
    })
    .prefault({}),
  egress: z
    .object({
      allowPrivate: z
        .array(z.string().refine((entry) => parseNetwork(entry) !== undefined, { error: "must be an address or CIDR" }))
        .default([])
        .describe("Private networks of your own that sandboxes may reach; all others are closed to them."),
      closedPorts: z
        .array(z.int().min(1).max(65_535))
        .default([])
        .describe(
          "Ports of this machine that stay closed where allowPrivate opens its addresses; the cloud's own do anyway.",
        ),
      maxConnections: count(256).describe("Connections that one sandbox may have open to the outside."),
      connectTimeoutMs: milliseconds(10_000).describe("Time that a host outside has to answer a connection."),
    })
    .prefault({}),
  profiles: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), sandboxProfile)
    .refine((profiles) => profiles.default !== undefined, { error: "there has to be a profile named default" })
    .default({ default: sandboxProfile.parse({}) })
    .describe(
      "Kinds of sandboxes by name: aliases, driver, cpu, memoryMb, pids, openFiles, diskMb, network, idleTimeoutMs, maxLifetimeMs.",
    ),
  maxSandboxes: count(100).describe("Sandboxes that run at once, over all projects."),
  maxSandboxesPerProject: count(50).describe("Sandboxes of one project that run at once."),
  pausedMemoryMs: milliseconds(3_600_000).describe(
    "After so long a paused sandbox keeps its files alone, and not its memory.",
  ),
  filesRetentionMs: milliseconds(14 * 24 * 3_600_000).describe("Files of a stopped sandbox are deleted after so long."),
  startTimeoutMs: milliseconds(20_000).describe("Time that a new sandbox has to answer."),
  sweepIntervalMs: milliseconds(5_000).describe("How often idle and outlived sandboxes are looked for."),
  diskCheckIntervalMs: milliseconds(15_000).describe("How often the disk use of running sandboxes is measured."),
  maxBundleBytes: bytes(100 * 1024 * 1024).describe("Largest agent bundle that is fetched."),
  bundleCacheMs: milliseconds(7 * 24 * 3_600_000).describe(
    "Unpacked agent bundles are kept so long after their last use.",
  ),
  firstUid: count(0x7000_0000).describe(
    "First of the host's user ids that sandboxes may have, where the manager is root.",
  ),
  uidRanges: count(2048).describe("How many ranges of 65536 user ids, one per running sandbox, begin there."),
});
export type SandboxManagerConfig = z.infer<typeof sandboxManagerConfig>;
