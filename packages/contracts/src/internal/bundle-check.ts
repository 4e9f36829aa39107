import { z } from "zod";
import { Launch } from "./launch.ts";

/** `POST <runtime>/checks`: load the version as a run would, import its bindings in a sandbox, and say what is there. */
export const CheckBundle = z.object({ launch: Launch, requestToken: z.string() });
export type CheckBundle = z.infer<typeof CheckBundle>;

export const BundleIssue = z
  .object({
    /** Stable, snake_case: `agent_yaml_invalid`, `binding_import_failed`, `skill_missing`, ... */
    code: z.string(),
    /** Path inside the bundle that has to be changed; empty when it is the bundle itself. */
    file: z.string(),
    message: z.string(),
  })
  .meta({ id: "BundleIssue" });
export type BundleIssue = z.infer<typeof BundleIssue>;

export const AgentSummary = z
  .object({
    name: z.string(),
    file: z.string(),
    description: z.string().nullable(),
    model: z.string().nullable(),
    systemPrompt: z.string(),
    tools: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        inputSchema: z.record(z.string(), z.unknown()),
        binding: z.string().nullable(),
        file: z.string(),
      }),
    ),
    skills: z.array(z.object({ name: z.string(), description: z.string(), folder: z.string() })),
    subAgents: z.array(z.string()),
  })
  .meta({ id: "AgentSummary" });
export type AgentSummary = z.infer<typeof AgentSummary>;

export const BundleReport = z
  .object({
    ok: z.boolean(),
    /** What keeps the version from being activated; empty when `ok`. */
    issues: z.array(BundleIssue),
    /** What is understood but has no effect here. */
    warnings: z.array(BundleIssue),
    agents: z.array(AgentSummary),
  })
  .meta({ id: "BundleReport" });
export type BundleReport = z.infer<typeof BundleReport>;
