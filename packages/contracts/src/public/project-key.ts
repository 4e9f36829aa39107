import { z } from "zod";

/** An `ak_`/`sk_` pair for the data plane of one project. */
export const ProjectKey = z
  .object({
    id: z.string(),
    name: z.string(),
    access_key: z.string(),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "ProjectKey" });
export type ProjectKey = z.infer<typeof ProjectKey>;

export const CreateProjectKey = z
  .object({ name: z.string().trim().max(128).default("") })
  .nullish()
  .transform((body) => body ?? { name: "" })
  .meta({ id: "CreateProjectKey" });
export type CreateProjectKey = z.infer<typeof CreateProjectKey>;

/** The only answer in which the secret stands. */
export const CreatedProjectKey = ProjectKey.extend({ secret_key: z.string() }).meta({ id: "CreatedProjectKey" });
export type CreatedProjectKey = z.infer<typeof CreatedProjectKey>;

/** A key for the E2B API: `e2b_` and 40 hex digits. */
export const SandboxKey = z
  .object({ id: z.string(), hint: z.string(), created_at: z.iso.datetime() })
  .meta({ id: "SandboxKey" });
export type SandboxKey = z.infer<typeof SandboxKey>;

export const CreatedSandboxKey = SandboxKey.extend({ api_key: z.string() }).meta({ id: "CreatedSandboxKey" });
export type CreatedSandboxKey = z.infer<typeof CreatedSandboxKey>;
