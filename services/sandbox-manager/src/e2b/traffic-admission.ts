import type { IncomingMessage } from "node:http";
import { secretsEqual } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { TrafficRefusal, TrafficTarget } from "../proxy/sandbox-traffic.ts";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import type { OwnSandboxService } from "./own-sandbox-service.ts";
import type { OwnSandboxRow } from "./own-sandbox-store.ts";
import * as ownSandboxStore from "./own-sandbox-store.ts";
import { isPrivate } from "./to-sandbox-answer.ts";

export interface TrafficAdmissionDeps {
  db: Kysely<Tables>;
  find(sandboxId: string): LiveSandbox | undefined;
  sandboxes: Pick<OwnSandboxService, "inTurn" | "resume">;
  accessTokenOf(sandboxId: string): string;
  trafficTokenOf(sandboxId: string): string;
}

const TOKEN_HEADER = "e2b-traffic-access-token";
/** Seconds that traffic gives at least to a sandbox it has woken. */
const SHORTEST_AWAKE = 300;

/** Decides about a request into a sandbox before it goes in: who may, and whether it wakes a paused one. */
export function createTrafficAdmission(deps: TrafficAdmissionDeps) {
  const { db, find, sandboxes } = deps;
  /** It is decided at creation, and asked with each request. */
  const privacy = new WeakMap<LiveSandbox, boolean>();

  return async function admit(target: TrafficTarget, request: IncomingMessage): Promise<TrafficRefusal | undefined> {
    const { sandboxId, forDaemon } = target;
    const live = find(sandboxId);
    if (live && live.frozenAt === undefined) {
      if (forDaemon) return undefined;
      const known = privacy.get(live);
      const closed = known ?? (await isClosed(sandboxId));
      if (known === undefined) privacy.set(live, closed);
      return closed ? checkTrafficToken(target, request) : undefined;
    }
    const row = await ownSandboxStore.find(db, sandboxId);
    if (!row || !mayWake(row)) return undefined;
    const refusal = forDaemon
      ? checkAccessToken(target, request)
      : isPrivate(row)
        ? checkTrafficToken(target, request)
        : undefined;
    if (refusal) return refusal;
    await sandboxes.inTurn(row.project_id, sandboxId, async (current) => {
      if (mayWake(current))
        await sandboxes.resume(current, Math.max(current.settings.timeoutSeconds, SHORTEST_AWAKE), false);
    });
    return undefined;
  };

  async function isClosed(sandboxId: string): Promise<boolean> {
    const row = await ownSandboxStore.find(db, sandboxId);
    return row !== undefined && isPrivate(row);
  }

  function checkTrafficToken({ sandboxId, port }: TrafficTarget, request: IncomingMessage): TrafficRefusal | undefined {
    const token = request.headers[TOKEN_HEADER];
    if (typeof token === "string" && secretsEqual(token, deps.trafficTokenOf(sandboxId))) return undefined;
    const message = token === undefined ? `Missing ${TOKEN_HEADER} header` : `Invalid ${TOKEN_HEADER} header`;
    return { status: 403, body: { sandboxId, port, message } };
  }

  /** What is paused cannot ask by itself, and must not be woken by anybody. */
  function checkAccessToken({ sandboxId }: TrafficTarget, request: IncomingMessage): TrafficRefusal | undefined {
    const token = request.headers["x-access-token"];
    if (typeof token === "string" && secretsEqual(token, deps.accessTokenOf(sandboxId))) return undefined;
    return { status: 401, body: { sandboxId, message: "unauthorized access, please provide a valid access token" } };
  }
}

/** What was put away without its memory comes back only when its owner says so. */
const mayWake = ({ paused_at, settings }: OwnSandboxRow): boolean =>
  paused_at !== null && settings.autoResume && !settings.pausedWithoutMemory;
