import type { SandboxProfile } from "../config.ts";
import type { OwnSandboxRow } from "./own-sandbox-store.ts";
import type { ListedSandbox, SandboxAnswer, SandboxDetail } from "./schemas/sandbox-answer.ts";

/** What we are compatible with: clients switch features on by it. */
export const ENVD_VERSION = "0.6.13";

/** A constant of old clients, which cut it off again. */
const CLIENT_ID = "nexau";

export interface SandboxAnswers {
  answer(row: OwnSandboxRow, domain: string | null): SandboxAnswer;
  listed(row: OwnSandboxRow): ListedSandbox;
  detail(row: OwnSandboxRow, domain: string | null): SandboxDetail;
}

export interface SandboxAnswerDeps {
  profileOf(name: string): SandboxProfile | undefined;
  accessTokenOf(sandboxId: string): string;
  trafficTokenOf(sandboxId: string): string;
}

/** `domain` is what the caller's door calls sandboxes by. */
export function createSandboxAnswers(deps: SandboxAnswerDeps): SandboxAnswers {
  function names(row: OwnSandboxRow) {
    return {
      templateID: row.template_id,
      sandboxID: row.sandbox_id,
      clientID: CLIENT_ID,
      ...(row.alias === null ? {} : { alias: row.alias }),
      envdVersion: ENVD_VERSION,
    };
  }

  function listed(row: OwnSandboxRow): ListedSandbox {
    const profile = deps.profileOf(row.profile);
    return {
      ...names(row),
      startedAt: row.started_at.toISOString(),
      endAt: row.end_at.toISOString(),
      cpuCount: profile?.cpu ?? 0,
      memoryMB: profile?.memoryMb ?? 0,
      diskSizeMB: profile?.diskMb ?? 0,
      metadata: row.metadata,
      state: row.paused_at === null ? "running" : "paused",
      volumeMounts: [],
    };
  }

  return {
    listed,
    answer: (row, domain) => ({
      ...names(row),
      envdAccessToken: deps.accessTokenOf(row.sandbox_id),
      trafficAccessToken: isPrivate(row) ? deps.trafficTokenOf(row.sandbox_id) : null,
      domain,
    }),
    detail: (row, domain) => ({
      ...listed(row),
      envdAccessToken: deps.accessTokenOf(row.sandbox_id),
      domain,
      allowInternetAccess: row.settings.allowInternetAccess,
      ...(row.settings.network === null ? {} : { network: row.settings.network }),
      lifecycle: { autoResume: row.settings.autoResume, onTimeout: row.settings.onTimeout },
    }),
  };
}

/** Whether its ports are open only to who shows its traffic token. */
export const isPrivate = (row: OwnSandboxRow): boolean => row.settings.network?.allowPublicTraffic === false;
