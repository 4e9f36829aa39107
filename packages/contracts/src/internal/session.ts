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

export const CreateSession = z.object({
  projectId: z.string(),
  distinctId: z.string().min(1).max(256),
  source: z.string().default("user"),
});
export type CreateSession = z.infer<typeof CreateSession>;
