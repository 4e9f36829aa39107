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

interface PortRules {
  /** Whether the traffic token is asked for. */
  closed: boolean;
  /** What services inside are told to be called, instead of what they are called outside. */
  hostMask: string | null;
}

/** As E2B's users write it; nothing of ours is filled in. */
const PORT_IN_MASK = ["$", "{PORT}"].join("");
const TOKEN_HEADER = "e2b-traffic-access-token";
/** Seconds that traffic gives at least to a sandbox it has woken. */
const SHORTEST_AWAKE = 300;

/** Decides about a request into a sandbox before it goes in: who may, and whether it wakes a paused one. */
export function createTrafficAdmission(deps: TrafficAdmissionDeps) {
  const { db, find, sandboxes } = deps;
  /** They are decided at creation, and asked for with each request. */
  const rules = new WeakMap<LiveSandbox, PortRules>();

  return async function admit(target: TrafficTarget, request: IncomingMessage): Promise<TrafficRefusal | undefined> {
    const live = find(target.sandboxId);
    const runs = live !== undefined && live.frozenAt === undefined;
    if (runs && target.forDaemon) return undefined;
    return runs ? enterPort(live, target, request) : wake(target, request);
  };

  async function enterPort(live: LiveSandbox, target: TrafficTarget, request: IncomingMessage) {
    const known = rules.get(live) ?? portRulesOf(await ownSandboxStore.find(db, live.id));
    rules.set(live, known);
    return applyRules(known, target, request);
  }

  function applyRules({ closed, hostMask }: PortRules, target: TrafficTarget, request: IncomingMessage) {
    const refusal = closed ? checkTrafficToken(target, request) : undefined;
    if (!refusal && hostMask !== null) setHost(request, hostMask.replaceAll(PORT_IN_MASK, String(target.port)));
    return refusal;
  }

  /** Undefined as well for what is not there or may not be woken: then nobody will be found. */
  async function wake(target: TrafficTarget, request: IncomingMessage): Promise<TrafficRefusal | undefined> {
    const row = await ownSandboxStore.find(db, target.sandboxId);
    if (!row || !mayWake(row)) return undefined;
    const refusal = target.forDaemon
      ? checkAccessToken(target, request)
      : applyRules(portRulesOf(row), target, request);
    if (refusal) return refusal;
    await sandboxes.inTurn(row.project_id, target.sandboxId, async (current) => {
      if (!mayWake(current)) return;
      await sandboxes.resume(current, Math.max(current.settings.timeoutSeconds, SHORTEST_AWAKE), false);
    });
    return undefined;
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

function portRulesOf(row: OwnSandboxRow | undefined): PortRules {
  const mask = row?.settings.network?.maskRequestHost;
  return { closed: row !== undefined && isPrivate(row), hostMask: typeof mask === "string" ? mask : null };
}

function setHost(request: IncomingMessage, host: string): void {
  request.headers.host = host;
  request.rawHeaders = request.rawHeaders.map((text, index, all) =>
    index % 2 === 1 && all[index - 1]?.toLowerCase() === "host" ? host : text,
  );
}
