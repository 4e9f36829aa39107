import { z } from "zod";
import { BundleIssue } from "../internal/bundle-check.ts";
import { Artifact } from "./artifact.ts";

/** `failed` is inactive after an activation that did not go through; `status_reason` says why. */
export const VersionStatus = z.enum(["inactive", "activating", "active", "failed"]);
export type VersionStatus = z.infer<typeof VersionStatus>;

/** What the last activation found in the bundle. */
export const VersionAgent = z
  .object({
    name: z.string(),
    file: z.string(),
    description: z.string().nullable(),
    model: z.string().nullable(),
    system_prompt: z.string(),
    tools: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        input_schema: z.record(z.string(), z.unknown()),
        binding: z.string().nullable(),
        file: z.string(),
      }),
    ),
    skills: z.array(z.object({ name: z.string(), description: z.string(), folder: z.string() })),
    sub_agents: z.array(z.string()),
  })
  .meta({ id: "VersionAgent" });
export type VersionAgent = z.infer<typeof VersionAgent>;

export const Version = z
  .object({
    id: z.string(),
    project_id: z.string(),
    tag: z.string(),
    status: VersionStatus,
    status_reason: z.string().nullable(),
    artifact: Artifact.nullable(),
    /** Names of the bundle's agents, the default first; empty before the first activation. */
    agents: z.array(z.string()),
    created_at: z.iso.datetime(),
    activated_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "Version" });
export type Version = z.infer<typeof Version>;

export const VersionDetails = Version.extend({
  agent_details: z.array(VersionAgent),
  issues: z.array(BundleIssue),
  warnings: z.array(BundleIssue),
}).meta({ id: "VersionDetails" });
export type VersionDetails = z.infer<typeof VersionDetails>;

export const CreateVersion = z
  .object({
    tag: z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, "must be 1 to 128 letters, digits, dots, underscores and hyphens"),
  })
  .meta({ id: "CreateVersion" });
export type CreateVersion = z.infer<typeof CreateVersion>;
