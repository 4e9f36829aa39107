import { type EnvVar, MASKED_VALUE, type SetEnvVar } from "@nexau-cloud/contracts";
import { open, ServiceError, seal } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Database, DatabaseTransaction } from "../db/tables.ts";
import { checkEnvVarKey } from "./env-var-key.ts";
import * as envVarStore from "./env-var-store.ts";

export interface EnvVarServiceDeps {
  db: Database;
  audit: AuditLog;
  masterKey: Buffer;
  now: () => Date;
}

const MAX_VARIABLES = 500;

export type EnvVarService = ReturnType<typeof createEnvVarService>;

export function createEnvVarService({ db, audit, masterKey, now }: EnvVarServiceDeps) {
  async function list(projectId: string) {
    return { data: (await envVarStore.list(db, projectId)).map(toEnvVar), next_cursor: null };
  }

  /** Adds a variable or changes it; `created` says which. */
  async function set(principal: Principal, projectId: string, request: SetEnvVar) {
    checkEnvVarKey(request.key);
    return db.transaction().execute(async (trx) => {
      await envVarStore.lockProject(trx, projectId);
      const known = await envVarStore.list(trx, projectId);
      const before = known.find(({ key }) => key === request.key);
      if (!before && known.length >= MAX_VARIABLES) throw tooManyVariables();
      const row = await store(trx, projectId, request, before);
      const detail = { is_secret: request.is_secret };
      await audit.record({ by: principal, action: "env_vars.set", projectId, target: request.key, detail }, trx);
      return { created: !before, envVar: toEnvVar(row) };
    });
  }

  /** All at once: whoever reads meanwhile sees the old set or the new one. */
  async function replace(principal: Principal, projectId: string, requests: SetEnvVar[]) {
    const keys = requests.map(({ key }) => key);
    for (const key of keys) checkEnvVarKey(key);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) {
      throw new ServiceError("invalid_argument", "env_var_duplicate", `The variable ${twice} is there twice.`);
    }
    const rows = await db.transaction().execute(async (trx) => {
      await envVarStore.lockProject(trx, projectId);
      const before = new Map((await envVarStore.list(trx, projectId)).map((row) => [row.key, row]));
      await envVarStore.removeAllBut(trx, projectId, keys);
      const stored: envVarStore.EnvVarRow[] = [];
      for (const request of requests) stored.push(await store(trx, projectId, request, before.get(request.key)));
      await audit.record({ by: principal, action: "env_vars.replace", projectId, detail: { keys } }, trx);
      return stored;
    });
    return { data: rows.map(toEnvVar), next_cursor: null };
  }

  async function remove(principal: Principal, projectId: string, key: string): Promise<void> {
    if (!(await envVarStore.remove(db, projectId, key))) {
      throw new ServiceError("not_found", "env_var_not_found", `The variable ${key} does not exist.`);
    }
    await audit.record({ by: principal, action: "env_vars.delete", projectId, target: key });
  }

  /** In the clear, for a launch. */
  async function reveal(projectId: string): Promise<Record<string, string>> {
    const rows = await envVarStore.list(db, projectId);
    return Object.fromEntries(rows.map((row) => [row.key, plainValue(row)]));
  }

  async function store(
    trx: DatabaseTransaction,
    projectId: string,
    { key, value, is_secret }: SetEnvVar,
    before: envVarStore.EnvVarRow | undefined,
  ): Promise<envVarStore.EnvVarRow> {
    // What a list call answered with may be sent back whole: the mask stands for the value that is stored.
    const isKept = value === MASKED_VALUE && before?.is_secret === true;
    if (isKept && !is_secret) {
      throw new ServiceError(
        "invalid_argument",
        "env_var_secret",
        `The secret ${key} cannot be made readable without giving its value again.`,
      );
    }
    const sealed_value = isKept ? before.sealed_value : seal(masterKey, contextOf(projectId, key), value);
    return envVarStore.set(trx, { project_id: projectId, key, sealed_value, is_secret, updated_at: now() });
  }

  const plainValue = ({ project_id, key, sealed_value }: envVarStore.EnvVarRow) =>
    open(masterKey, contextOf(project_id, key), sealed_value);

  function toEnvVar(row: envVarStore.EnvVarRow): EnvVar {
    const { key, is_secret } = row;
    return {
      key,
      value: is_secret ? MASKED_VALUE : plainValue(row),
      is_secret,
      updated_at: row.updated_at.toISOString(),
    };
  }

  return { list, set, replace, remove, reveal };
}

const contextOf = (projectId: string, key: string) => `env-var:${projectId}:${key}`;

const tooManyVariables = () =>
  new ServiceError("failed_precondition", "env_vars_too_many", `A project has at most ${MAX_VARIABLES} variables.`);
