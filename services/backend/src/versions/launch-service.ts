import type { Launch } from "@nexau-cloud/contracts";
import type { ObjectStorage } from "@nexau-cloud/platform";
import { artifactNotReady } from "../artifacts/artifact-errors.ts";
import { contentKeyOf } from "../artifacts/artifact-keys.ts";
import * as artifactStore from "../artifacts/artifact-store.ts";
import type { Database } from "../db/tables.ts";
import type { EnvVarService } from "../env-vars/env-var-service.ts";
import type { LlmConfigService } from "../llm-config/llm-config-service.ts";
import { versionNotFound } from "./version-errors.ts";
import type { VersionReference } from "./version-service.ts";
import * as versionStore from "./version-store.ts";

export interface LaunchServiceDeps {
  db: Database;
  objects: Pick<ObjectStorage, "signUrl">;
  envVars: Pick<EnvVarService, "reveal">;
  llmConfigs: Pick<LlmConfigService, "access">;
  /** Where a runtime finds this service, for storage that has no address of its own. */
  ownUrl(): Promise<string>;
  urlTtlMs: number;
}

export type LaunchService = ReturnType<typeof createLaunchService>;

/** What a runtime needs to run a version. It need not be active: a run under way outlives its version's deactivation. */
export function createLaunchService({ db, objects, envVars, llmConfigs, ownUrl, urlTtlMs }: LaunchServiceDeps) {
  return async function launchOf({ projectId, versionId }: VersionReference): Promise<Launch> {
    const version = await versionStore.find(db, projectId, versionId);
    if (!version) throw versionNotFound(versionId);
    const artifact = await artifactStore.findOfVersion(db, projectId, versionId);
    if (artifact?.state !== "ready" || artifact.digest === null) throw artifactNotReady();
    const [env, { apiType, model }, url] = await Promise.all([
      envVars.reveal(projectId),
      llmConfigs.access(projectId),
      bundleUrl(artifact.digest),
    ]);
    const named = version.agents.flatMap((agent) => (agent.model === null ? [] : [agent.model]));
    return {
      projectId,
      versionId,
      versionTag: version.tag,
      bundle: { digest: artifact.digest, sizeBytes: artifact.size_bytes ?? 0, url },
      env,
      llm: { apiType, model, models: [...new Set([model, ...named])] },
      sandbox: { profile: "default" },
    };
  };

  async function bundleUrl(digest: string): Promise<string> {
    const expiresInSeconds = Math.ceil(urlTtlMs / 1000);
    const { url } = await objects.signUrl({ key: contentKeyOf(digest), method: "GET", expiresInSeconds });
    return url.startsWith("/") ? `${await ownUrl()}${url}` : url;
  }
}
