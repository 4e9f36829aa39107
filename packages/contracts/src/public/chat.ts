import { z } from "zod";
import { Usage } from "../event.ts";
import { RunState, Variables } from "../internal/run.ts";
import { DistinctId } from "../internal/session.ts";

const ContentPart = z.union([
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({
    type: z.literal("image_url"),
    image_url: z.union([z.string(), z.object({ url: z.string(), detail: z.enum(["low", "high", "auto"]).optional() })]),
  }),
]);
export const ChatMessage = z.object({
  role: z.enum(["user", "assistant", "system"]),
  content: z.union([z.string(), z.array(ContentPart)]),
});

export const ChatRequest = z
  .object({
    session_id: z.string().min(1),
    distinct_id: DistinctId,
    version_tag: z.string().min(1).nullish(),
    version_id: z.string().min(1).nullish(),
    messages: z.union([z.string().min(1), z.array(ChatMessage).min(1)], {
      error: "must be a text, or a list of {role, content}: role user, assistant or system, content text or parts",
    }),
    stream: z.boolean().default(true),
    source: z.enum(["user", "playground"]).default("user"),
    agent: z.string().nullish(),
    variables: Variables.nullish(),
  })
  .meta({ id: "ChatRequest" });
export type ChatRequest = z.infer<typeof ChatRequest>;

/** The answer to a chat that does not stream. A run that failed is an error answer with the run's own code. */
export const ChatAnswer = z
  .object({
    status: z.literal("success"),
    /** The agent's final text; of a stopped run, what there was. */
    response: z.string(),
    error: z.null(),
    run_id: z.string(),
    session_id: z.string(),
    state: RunState,
    stop_reason: z.string().nullable(),
    usage: Usage,
  })
  .meta({ id: "ChatAnswer" });
export type ChatAnswer = z.infer<typeof ChatAnswer>;

export const CreateSessionRequest = z.object({ distinct_id: DistinctId }).meta({ id: "CreateSessionRequest" });
export const CreateSessionResponse = z
  .object({ session_id: z.string(), created_at: z.iso.datetime() })
  .meta({ id: "CreateSessionResponse" });

export const StopRequest = z
  .object({
    session_id: z.string().min(1),
    distinct_id: DistinctId,
    version_tag: z.string().nullish(),
    version_id: z.string().nullish(),
    force: z.boolean().default(false),
  })
  .meta({ id: "StopRequest" });
export const StopResponse = z.object({ status: z.enum(["success", "noop"]) }).meta({ id: "StopResponse" });
