import { z } from "zod";
import { BundleReference } from "./launch.ts";

export const SandboxState = z.enum(["starting", "running", "paused", "stopped"]);
export const Sandbox = z
  .object({
    /** A DNS label without `-`: `i` and 20 lower-case letters and digits, as E2B's. */
    id: z.string().regex(/^i[a-z0-9]{20}$/),
    projectId: z.string(),
    sessionId: z.string().nullable(),
    profile: z.string(),
    driver: z.string(),
    state: SandboxState,
    createdAt: z.iso.datetime(),
    /** When it goes idle unless used. */
    expiresAt: z.iso.datetime(),
    /** Where the agent's bundle is inside, read-only; null where none was asked for. */
    agentDir: z.string().nullable(),
    homeDir: z.string(),
    /** What sandboxd demands in `X-Access-Token`; opens this one sandbox. */
    accessToken: z.string(),
  })
  .meta({ id: "Sandbox" });
export type Sandbox = z.infer<typeof Sandbox>;

/**
 * What a sandbox may reach. `open`: the whole Internet but what `deny` names. `limited`: nothing but what `allow` names.
 * `none`: nothing at all. An entry is a host (`example.com`), everything below one (`*.example.com`), an address or a
 * CIDR; `0.0.0.0/0` is everything. What matches both lists is allowed. Loopback, private networks, metadata services and
 * this cloud's own doors are closed whatever is written here.
 */
export const NetworkPolicy = z
  .object({
    egress: z.enum(["none", "limited", "open"]),
    allow: z.array(z.string().min(1).max(300)).max(1000).default([]),
    deny: z.array(z.string().min(1).max(300)).max(1000).default([]),
  })
  .meta({ id: "NetworkPolicy" });
export type NetworkPolicy = z.infer<typeof NetworkPolicy>;

/** One destination that a sandbox asked for, for `GET /sandboxes/{sandbox_id}/connections`. Never what was sent. */
export const SandboxConnection = z
  .object({
    openedAt: z.iso.datetime(),
    /** Null while it is open. */
    closedAt: z.iso.datetime().nullable(),
    /** As it was asked for, normalised. */
    host: z.string(),
    port: z.int(),
    protocol: z.enum(["http", "connect", "socks5", "direct"]),
    /** The address that was connected to; null when it came to none. */
    address: z.string().nullable(),
    /** Why it was refused; null when it was let through. */
    refusal: z.string().nullable(),
    bytesSent: z.int(),
    bytesReceived: z.int(),
  })
  .meta({ id: "SandboxConnection" });
export type SandboxConnection = z.infer<typeof SandboxConnection>;

/**
 * `PUT /sessions/{session_id}/sandbox`: the session's sandbox, made on first need and given again afterwards, with
 * the home folder of its last life. With a request token its session and project must be the token's.
 */
export const EnsureSandbox = z
  .object({
    projectId: z.string(),
    profile: z.string().default("default"),
    env: z.record(z.string(), z.string()).default({}),
    /** Unpacked read-only at /agent. Another digest than the running sandbox's is mounted in its place. */
    bundle: BundleReference.nullable().default(null),
    /** What it may reach of what its profile allows, while it runs; left out, nothing changes. */
    network: NetworkPolicy.optional(),
  })
  .meta({ id: "EnsureSandbox" });
export type EnsureSandbox = z.infer<typeof EnsureSandbox>;
