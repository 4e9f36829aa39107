import { ApiType, type LlmConfig, type ProviderAccess, type SetLlmConfig } from "@nexau-cloud/contracts";
import { type AddressPolicy, checkUrl, open, seal } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Database, DatabaseTransaction } from "../db/tables.ts";
import type { ProviderCatalog } from "../providers/provider-catalog.ts";
import * as llmConfigStore from "./llm-config-store.ts";

export interface LlmConfigServiceDeps {
  db: Database;
  audit: AuditLog;
  providers: ProviderCatalog;
  addressPolicy: AddressPolicy;
  masterKey: Buffer;
  now: () => Date;
}

export type LlmConfigService = ReturnType<typeof createLlmConfigService>;

export function createLlmConfigService(deps: LlmConfigServiceDeps) {
  const { db, audit, providers, addressPolicy, masterKey, now } = deps;

  async function get(projectId: string): Promise<LlmConfig> {
    return toLlmConfig(await llmConfigStore.find(db, projectId));
  }

  async function set(principal: Principal, projectId: string, request: SetLlmConfig): Promise<LlmConfig> {
    if (request.mode === "platform") providers.requireModel(providers.find(request.provider), request.model);
    const url = request.mode === "custom" ? await checkUrl(request.base_url, addressPolicy) : undefined;
    const row = await db.transaction().execute(async (trx) => {
      const stored = await llmConfigStore.set(trx, await rowOf(trx, { projectId, request, url }));
      const { mode, provider, model, base_url } = stored;
      const detail = { mode, provider, model, base_url, key_changed: request.mode === "custom" && !!request.api_key };
      await audit.record({ by: principal, action: "llm_config.set", projectId, detail }, trx);
      return stored;
    });
    return toLlmConfig(row);
  }

  /** With the real key: only for the sidecar and for a launch, which leaves the key out. */
  async function access(projectId: string): Promise<ProviderAccess> {
    const row = await llmConfigStore.find(db, projectId);
    if (row?.mode === "custom") {
      const apiKey = row.sealed_api_key ? open(masterKey, contextOf(projectId), row.sealed_api_key) : "";
      const apiType = ApiType.parse(row.api_type);
      return { name: "custom", apiType, baseUrl: row.base_url ?? "", apiKey, model: row.model, custom: true };
    }
    const { provider, model } = row?.provider
      ? { provider: providers.find(row.provider), model: row.model }
      : providers.fallback();
    const { name, apiType, baseUrl, apiKey = "" } = provider;
    return { name, apiType, baseUrl, apiKey, model, custom: false };
  }

  async function rowOf(
    trx: DatabaseTransaction,
    { projectId, request, url }: { projectId: string; request: SetLlmConfig; url: URL | undefined },
  ): Promise<llmConfigStore.LlmConfigRow> {
    const common = { project_id: projectId, mode: request.mode, model: request.model, updated_at: now() };
    if (request.mode === "platform" || !url) {
      const provider = request.mode === "platform" ? request.provider : null;
      return { ...common, provider, api_type: null, base_url: null, sealed_api_key: null };
    }
    const before = await llmConfigStore.lock(trx, projectId);
    const baseUrl = normalized(url);
    // A key belongs to the place it was given for: it is never sent anywhere else.
    const kept = before?.mode === "custom" && before.base_url === baseUrl ? before.sealed_api_key : null;
    const sealed = request.api_key ? seal(masterKey, contextOf(projectId), request.api_key) : kept;
    const sealed_api_key = request.api_key === "" ? null : sealed;
    return { ...common, provider: null, api_type: request.api_type, base_url: baseUrl, sealed_api_key };
  }

  function toLlmConfig(row: llmConfigStore.LlmConfigRow | undefined): LlmConfig {
    if (row?.mode === "custom") {
      return {
        mode: "custom",
        api_type: ApiType.parse(row.api_type),
        base_url: row.base_url ?? "",
        model: row.model,
        has_api_key: row.sealed_api_key !== null,
      };
    }
    if (row?.provider) return { mode: "platform", provider: row.provider, model: row.model };
    const { provider, model } = providers.fallback();
    return { mode: "platform", provider: provider.name, model };
  }

  return { get, set, access };
}

const contextOf = (projectId: string) => `llm-config:${projectId}`;

/** Without slashes at its end, so that one address has one form. */
const normalized = (url: URL) => url.href.replace(/\/+$/, "");
