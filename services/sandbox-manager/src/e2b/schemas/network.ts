import { z } from "zod";

const Destinations = z.array(z.string().min(1).max(300)).max(1000);
const Rules = z.record(
  z.string().max(253),
  z.array(z.object({ transform: z.object({ headers: z.record(z.string(), z.string()).optional() }).nullish() })),
);

/** What a sandbox may reach. Left out is the profile's. */
export const EgressConfig = z.object({
  allowOut: Destinations.nullish(),
  denyOut: Destinations.nullish(),
  rules: Rules.nullish(),
  egressProxy: z
    .object({ address: z.string(), username: z.string().optional(), password: z.string().optional() })
    .nullish(),
});
export type EgressConfig = z.infer<typeof EgressConfig>;

export const NetworkConfig = EgressConfig.extend({
  /** Whether ports are open to whoever knows the sandbox's id. */
  allowPublicTraffic: z.boolean().nullish(),
  /** `${PORT}` in it is filled in. */
  maskRequestHost: z
    .string()
    .regex(/^[A-Za-z0-9.:_${}-]{1,300}$/)
    .nullish(),
  httpsPorts: z.array(z.int().min(1).max(65_535)).max(100).nullish(),
});
export type NetworkConfig = z.infer<typeof NetworkConfig>;

export const NetworkUpdate = EgressConfig.extend({ allow_internet_access: z.boolean().nullish() });
export type NetworkUpdate = z.infer<typeof NetworkUpdate>;
