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
 * `PUT /sessions/{session_id}/sandbox`: the session's sandbox, made on first need and given again afterwards, with
 * the home folder of its last life. With a request token its session and project must be the token's.
 */
export const EnsureSandbox = z.object({
  projectId: z.string(),
  profile: z.string().default("default"),
  env: z.record(z.string(), z.string()).default({}),
  /** Unpacked read-only at /agent. Another digest than the running sandbox's is mounted in its place. */
  bundle: BundleReference.nullable().default(null),
});
export type EnsureSandbox = z.infer<typeof EnsureSandbox>;
