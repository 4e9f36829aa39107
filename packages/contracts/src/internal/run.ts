import { z } from "zod";
import { SequencedEvent, Usage } from "../event.ts";
import { Message } from "../message.ts";
import { Launch } from "./launch.ts";

/**
 * `queued` -> `running` -> one of the ends. `stopping` is `running` after a stop was asked for.
 * `interrupted`: the runtime died and no other could finish the run; its history is intact.
 */
export const RunState = z.enum(["queued", "running", "stopping", "finished", "stopped", "failed", "interrupted"]);
export type RunState = z.infer<typeof RunState>;

/** NexAU's request-level variables; every value is a string. */
export const Variables = z
  .object({
    template: z.record(z.string(), z.string()).default({}),
    runtime_vars: z.record(z.string(), z.string()).default({}),
    sandbox_env: z.record(z.string(), z.string()).default({}),
  })
  .meta({ id: "Variables" });
export type Variables = z.infer<typeof Variables>;

export const Run = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    projectId: z.string(),
    distinctId: z.string(),
    versionId: z.string(),
    versionTag: z.string(),
    agent: z.string(),
    source: z.string(),
    lane: z.string().nullable(),
    state: RunState,
    stopReason: z.string().nullable(),
    /** Final text of a finished or stopped run. */
    result: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    usage: Usage,
    /** Sequence of the last event written. */
    lastSequence: z.int().nonnegative(),
    /** How many runtimes have worked on it; more than 1 after a take-over. */
    attempt: z.int(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

/** Starts a run in a session. Answers 409 `session_busy` when one is under way. */
export const StartRun = z
  .object({
    projectId: z.string(),
    sessionId: z.string(),
    distinctId: z.string().min(1),
    versionId: z.string(),
    versionTag: z.string(),
    agent: z.string(),
    /** New messages of this turn, most often one of the user. */
    messages: z.array(Message).min(1),
    variables: Variables.prefault({}),
    source: z.string().default("user"),
    lane: z.string().nullable().default(null),
    /** The same key with the same body answers with the run it started before. */
    idempotencyKey: z.string().max(256).nullable().default(null),
  })
  .meta({ id: "StartRun" });
export type StartRun = z.infer<typeof StartRun>;

/** State that a session carries from run to run besides its messages. */
export const SessionState = z
  .object({
    /** Id of the session's root agent: `agent_` and 8 hex digits, kept for the life of the session. */
    agentId: z.string(),
    context: z.record(z.string(), z.unknown()),
    globalStorage: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "SessionState" });
export type SessionState = z.infer<typeof SessionState>;

/**
 * What the session manager hands to a runtime: `POST <runtime>/runs`. The runtime answers 202 and from then on
 * reports with the request token, renewing its lease with every report.
 */
export const RunAssignment = z
  .object({
    run: Run,
    launch: Launch,
    variables: Variables,
    /** The session's history before this run, plus, after a take-over, all that this run wrote already. */
    history: z.array(Message),
    /** Messages of this turn that are not in `history` yet; empty after a take-over. */
    newMessages: z.array(Message),
    sessionState: SessionState,
    requestToken: z.string(),
    /** A lease not renewed for so long lets another runtime take over. */
    leaseTtlMs: z.int(),
    /** Model calls already made by earlier attempts of this run: counts towards max_iterations. */
    completedIterations: z.int(),
    nextSequence: z.int(),
    traceparent: z.string().nullable(),
  })
  .meta({ id: "RunAssignment" });
export type RunAssignment = z.infer<typeof RunAssignment>;

/** `POST /runs/{id}/events`: consecutive events; a batch that was written before is acknowledged again. */
export const AppendEvents = z
  .object({ attempt: z.int(), events: z.array(SequencedEvent).min(1).max(1000) })
  .meta({ id: "AppendEvents" });
export type AppendEvents = z.infer<typeof AppendEvents>;

/** `POST /runs/{id}/history`: messages by id: an id already there is overwritten, others are appended in order. */
export const AppendHistory = z
  .object({
    attempt: z.int(),
    messages: z.array(Message),
    completedIterations: z.int(),
    sessionState: SessionState.nullable().default(null),
  })
  .meta({ id: "AppendHistory" });
export type AppendHistory = z.infer<typeof AppendHistory>;

/** `POST /runs/{id}/lease`: sent every third of the lease's time while nothing else is reported. */
export const RenewLease = z.object({ attempt: z.int() });
export const LeaseState = z
  .object({
    stopRequested: z.boolean(),
    force: z.boolean(),
    /** A fresh request token, sent when the one that the report came with has less than half of its time left. */
    requestToken: z.string().nullable(),
  })
  .meta({ id: "LeaseState" });
export type LeaseState = z.infer<typeof LeaseState>;

/** `POST /runs/{id}/end`: the last report of a run; the request token is revoked by it. */
export const EndRun = z
  .object({
    attempt: z.int(),
    state: z.enum(["finished", "stopped", "failed"]),
    stopReason: z.string(),
    result: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    usage: Usage,
    sessionState: SessionState,
  })
  .meta({ id: "EndRun" });
export type EndRun = z.infer<typeof EndRun>;

export const StopResult = z.object({ status: z.enum(["success", "noop"]), runId: z.string().nullable() });
export type StopResult = z.infer<typeof StopResult>;

/** Published on the bus as topic `run.stop` so that whichever runtime holds the run hears it. */
export const StopSignal = z.object({ runId: z.string(), force: z.boolean() });
export type StopSignal = z.infer<typeof StopSignal>;
