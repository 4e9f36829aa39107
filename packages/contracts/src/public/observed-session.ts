import { z } from "zod";
import { Usage } from "../event.ts";
import { RunState } from "../internal/run.ts";

/** A session as the Observe page lists it. */
export const ObservedSession = z
  .object({
    id: z.string(),
    distinct_id: z.string(),
    title: z.string().nullable(),
    source: z.string(),
    run_count: z.int(),
    active_run_id: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "ObservedSession" });
export type ObservedSession = z.infer<typeof ObservedSession>;

export const ObservedRun = z
  .object({
    id: z.string(),
    session_id: z.string(),
    distinct_id: z.string(),
    version_id: z.string(),
    version_tag: z.string(),
    agent: z.string(),
    source: z.string(),
    state: RunState,
    stop_reason: z.string().nullable(),
    result: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    usage: Usage,
    attempt: z.int(),
    created_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "ObservedRun" });
export type ObservedRun = z.infer<typeof ObservedRun>;
