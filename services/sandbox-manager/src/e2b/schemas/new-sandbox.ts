import { z } from "zod";
import { NetworkConfig } from "./network.ts";

/** Seconds. How many there may be is the profile's business. */
export const Seconds = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

export const VolumeMount = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  path: z.string().min(2).max(1024),
});

/** Body of `POST /sandboxes` and `POST /v2/sandboxes`. */
export const NewSandbox = z.object({
  templateID: z.string().min(1).max(256),
  timeout: Seconds.nullish(),
  metadata: z.record(z.string().max(512), z.string().max(16_384)).nullish(),
  envVars: z.record(z.string().min(1).max(512), z.string().max(131_072)).nullish(),
  autoPause: z.boolean().nullish(),
  autoPauseMemory: z.boolean().nullish(),
  autoResume: z.object({ enabled: z.boolean().nullish() }).nullish(),
  secure: z.boolean().nullish(),
  allow_internet_access: z.boolean().nullish(),
  network: NetworkConfig.nullish(),
  mcp: z.record(z.string(), z.unknown()).nullish(),
  iam: z.object({ tokens: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  volumeMounts: z.array(VolumeMount).max(32).nullish(),
});
export type NewSandbox = z.infer<typeof NewSandbox>;

export const ConnectSandbox = z.object({ timeout: Seconds.nullish(), memory: z.boolean().nullish() });
export type ConnectSandbox = z.infer<typeof ConnectSandbox>;
