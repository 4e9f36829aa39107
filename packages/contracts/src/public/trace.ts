import { z } from "zod";

export const Trace = z
  .object({
    id: z.string(),
    project_id: z.string(),
    session_id: z.string(),
    run_id: z.string(),
    version_id: z.string(),
    name: z.string(),
    status: z.enum(["ok", "error"]),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    span_count: z.int(),
    total_tokens: z.int(),
  })
  .meta({ id: "Trace" });
export type Trace = z.infer<typeof Trace>;

export const TraceSpan = z
  .object({
    id: z.string(),
    parent_id: z.string().nullable(),
    name: z.string(),
    kind: z.string(),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    input: z.unknown(),
    output: z.unknown(),
    model: z.string().nullable(),
    usage: z.record(z.string(), z.number()).nullable(),
    status: z.enum(["ok", "error"]),
    status_message: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "TraceSpan" });
export type TraceSpan = z.infer<typeof TraceSpan>;

export const TraceDetails = Trace.extend({ spans: z.array(TraceSpan) }).meta({ id: "TraceDetails" });
export type TraceDetails = z.infer<typeof TraceDetails>;
