import { z } from "zod";

/** What stands for a secret's value in every answer. Sent back in its place it keeps the stored value. */
export const MASKED_VALUE = "********";

const Key = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "must be a name as shells allow it");

export const EnvVar = z
  .object({ key: z.string(), value: z.string(), is_secret: z.boolean(), updated_at: z.iso.datetime() })
  .meta({ id: "EnvVar" });
export type EnvVar = z.infer<typeof EnvVar>;

export const SetEnvVar = z
  .object({ key: Key, value: z.string().max(32_768), is_secret: z.boolean().default(false) })
  .meta({ id: "SetEnvVar" });
export type SetEnvVar = z.infer<typeof SetEnvVar>;

const EnvVarSet = z.array(SetEnvVar).max(500);

/** The whole set: as a plain array, or as the list answer is shaped. */
export const ReplaceEnvVars = z
  .union([
    EnvVarSet,
    z.object({ data: EnvVarSet }).transform(({ data }) => data),
    z.object({ env_vars: EnvVarSet }).transform((body) => body.env_vars),
  ])
  .meta({ id: "ReplaceEnvVars" });
export type ReplaceEnvVars = z.infer<typeof ReplaceEnvVars>;
