import { createHash } from "node:crypto";
import type { Message, Run, StartRun } from "@nexau-cloud/contracts";
import { type Logger, requestContext } from "@nexau-cloud/platform";
import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { sessionBusy, sessionNotFound } from "../sessions/session-errors.ts";
import * as sessionStore from "../sessions/session-store.ts";
import * as idempotencyStore from "./idempotency-store.ts";
import { type RunRow, toRun } from "./run.ts";
import { idempotencyKeyReused, runNotFound } from "./run-errors.ts";
import * as runStore from "./run-store.ts";

export interface RunStarterDeps {
  db: Kysely<Tables>;
  dispatcher: Dispatcher;
  leaseTtlMs: number;
  log: Logger;
  now: () => Date;
  newId: (prefix: string) => string;
}

/** Writes a run and answers; a runtime is looked for after that, and what goes wrong then stands in the run's events. */
export function createRunStarter({ db, dispatcher, leaseTtlMs, log, now, newId }: RunStarterDeps) {
  return async function startRun(request: StartRun): Promise<Run> {
    const { row, repeated } = await (request.idempotencyKey === null
      ? writeNew(db, request, newId("run"))
      : db.transaction().execute((trx) => writeOnce(trx, request, newId("run"))));
    if (!repeated) {
      log.info({ runId: row.id, sessionId: row.session_id, projectId: row.project_id }, "run started");
      dispatcher.dispatch(row);
    }
    return toRun(row);
  };

  /** If the start fails, its key is free again with it. */
  async function writeOnce(trx: Transaction<Tables>, request: StartRun, id: string) {
    const earlier = await claimKey(trx, request, id);
    return earlier ? { row: earlier, repeated: true } : writeNew(trx, request, id);
  }

  async function writeNew(db: Kysely<Tables>, request: StartRun, id: string) {
    const session = await sessionStore.find(db, request.projectId, request.sessionId);
    if (session?.distinct_id !== request.distinctId) throw sessionNotFound(request.sessionId);
    if (session.active_run_id) throw sessionBusy(session.active_run_id);
    const row = toRow(request, id, now(), leaseTtlMs);
    const written = await runStore.insert(db, row, {
      run_id: id,
      messages: JSON.stringify(request.messages),
      variables: JSON.stringify(request.variables),
      traceparent: requestContext.getStore()?.traceparent ?? null,
      title: titleOf(request.messages),
    });
    if (written) return { row, repeated: false };
    throw sessionBusy((await runStore.liveRunOf(db, session.id)) ?? null);
  }

  /** The run that this Idempotency-Key started before, if it did; otherwise the key now stands for `runId`. */
  async function claimKey(trx: Transaction<Tables>, request: StartRun, runId: string): Promise<RunRow | undefined> {
    if (request.idempotencyKey === null) return undefined;
    const claim = {
      projectId: request.projectId,
      key: request.idempotencyKey,
      requestHash: hashOf(request),
      runId,
      now: now(),
    };
    const before = await idempotencyStore.claim(trx, claim);
    if (!before) return undefined;
    if (before.request_hash !== claim.requestHash) throw idempotencyKeyReused();
    const row = await runStore.find(trx, before.run_id, request.projectId);
    if (!row) throw runNotFound(before.run_id);
    return row;
  }
}

function toRow(request: StartRun, id: string, createdAt: Date, leaseTtlMs: number): RunRow {
  return {
    id,
    session_id: request.sessionId,
    project_id: request.projectId,
    distinct_id: request.distinctId,
    version_id: request.versionId,
    version_tag: request.versionTag,
    agent: request.agent,
    source: request.source,
    lane: request.lane,
    state: "queued",
    outcome: null,
    last_sequence: 0,
    attempt: 0,
    completed_iterations: 0,
    stop_requested: false,
    stop_forced: false,
    runtime_id: null,
    // Should this process die before it found a runtime, another finds the run by its lapsed lease.
    lease_until: new Date(createdAt.getTime() + leaseTtlMs),
    created_at: createdAt,
    ended_at: null,
  };
}

/** Of what the caller asked for; ids and times of messages are made anew on each try and do not count. */
function hashOf(request: StartRun): string {
  const { sessionId, distinctId, versionId, agent, source, variables } = request;
  const messages = request.messages.map(({ role, content }) => ({ role, content }));
  const asked = { sessionId, distinctId, versionId, agent, source, variables, messages };
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}

function titleOf(messages: Message[]): string | null {
  const texts = messages
    .filter(({ role }) => role === "user")
    .flatMap(({ content }) => content.flatMap((block) => (block.type === "text" ? [block.text] : [])));
  const title = texts
    .join(" ")
    .slice(0, 1000)
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, " ")
    .trim();
  return title === "" ? null : [...title].slice(0, 80).join("");
}
