import { z } from "zod";

/** One change: who did what to which thing, when and from where. `action` is `<noun>.<verb>`. */
export const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    action: z.string(),
    user_id: z.string().nullable(),
    user_email: z.string().nullable(),
    /** The personal access token that was used; null for a browser. */
    token_id: z.string().nullable(),
    project_id: z.string().nullable(),
    target: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;
