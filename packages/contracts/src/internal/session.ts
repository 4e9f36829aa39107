import { z } from "zod";

export const Session = z
  .object({
    id: z.string(),
    projectId: z.string(),
    distinctId: z.string(),
    title: z.string().nullable(),
    source: z.string(),
    runCount: z.int(),
    activeRunId: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

/** Names the end user of a caller. No control characters: it goes into logs, queries and headers. */
export const DistinctId = z
  .string()
  .min(1, "must not be empty")
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters");

export const CreateSession = z.object({
  projectId: z.string(),
  distinctId: DistinctId,
  source: z.string().default("user"),
});
export type CreateSession = z.infer<typeof CreateSession>;
