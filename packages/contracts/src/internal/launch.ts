import { z } from "zod";
import { ApiType } from "../llm.ts";

/** Where the bytes of an agent bundle are: content-addressed, so a runtime may cache by digest for ever. */
export const BundleReference = z
  .object({
    /** SHA-256 of the zip, 64 hex digits. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    sizeBytes: z.int().nonnegative(),
    /** A signed URL, good for minutes. */
    url: z.string(),
  })
  .meta({ id: "BundleReference" });
export type BundleReference = z.infer<typeof BundleReference>;

/** Everything a runtime needs to run a version, and nothing that opens anything else. */
export const Launch = z
  .object({
    projectId: z.string(),
    versionId: z.string(),
    versionTag: z.string(),
    bundle: BundleReference,
    /** The project's environment variables, secrets in the clear: they belong to the project's own tools. */
    env: z.record(z.string(), z.string()),
    /** What the sidecar will serve for this project; the key stays there. */
    llm: z.object({
      apiType: ApiType,
      /** Goes into the run as LLM_MODEL. */
      model: z.string(),
      /** `model` and those that the version's agents name themselves: what the request token will allow. */
      models: z.array(z.string()),
    }),
    sandbox: z.object({ profile: z.string() }),
  })
  .meta({ id: "Launch" });
export type Launch = z.infer<typeof Launch>;

/** Answer to "which version do you mean?". */
export const ResolvedVersion = z
  .object({
    projectId: z.string(),
    versionId: z.string(),
    tag: z.string(),
    /** Names of the agents in the bundle's nexau.json, the first being the default. */
    agents: z.array(z.string()),
  })
  .meta({ id: "ResolvedVersion" });
export type ResolvedVersion = z.infer<typeof ResolvedVersion>;

/** A project's provider with its real key: only the sidecar may ask for it. */
export const ProviderAccess = z
  .object({
    name: z.string(),
    apiType: ApiType,
    baseUrl: z.string(),
    apiKey: z.string(),
    model: z.string(),
    /** Base URLs that a project typed in itself are checked again when connecting. */
    custom: z.boolean(),
  })
  .meta({ id: "ProviderAccess" });
export type ProviderAccess = z.infer<typeof ProviderAccess>;
