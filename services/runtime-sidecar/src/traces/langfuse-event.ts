import { z } from "zod";

/** One event of Langfuse's ingestion batch. Bodies carry only what has changed, so nearly everything may be missing. */
export const LangfuseEvent = z.object({
  id: z.string().min(1).max(256),
  type: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  body: z.record(z.string(), z.unknown()),
});
export type LangfuseEvent = z.infer<typeof LangfuseEvent>;

const id = z.string().min(1).max(256);
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
const words = z.string().nullish();

/** What of a body is known and has to be right; other members become attributes. */
export const ObservationBody = z.looseObject({
  id,
  traceId: id.nullish(),
  parentObservationId: id.nullish(),
  type: words,
  name: words,
  startTime: time.nullish(),
  endTime: time.nullish(),
  completionStartTime: time.nullish(),
  timestamp: time.nullish(),
  model: words,
  level: words,
  statusMessage: words,
});
export type ObservationBody = z.infer<typeof ObservationBody>;
