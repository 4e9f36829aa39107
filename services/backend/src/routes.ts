import type { FastifyInstance, onRequestAsyncHookHandler, preHandlerAsyncHookHandler } from "fastify";
import { accountRoutes, loginRoutes } from "./accounts/account-routes.ts";
import type { AccountService } from "./accounts/account-service.ts";
import { artifactRoutes, uploadRoutes } from "./artifacts/artifact-routes.ts";
import type { ConfirmService } from "./artifacts/confirm-service.ts";
import type { UploadService } from "./artifacts/upload-service.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import { auditRoutes, projectAuditRoutes } from "./audit/audit-routes.ts";
import type { ReadForwarded } from "./auth/client-address.ts";
import { envVarRoutes } from "./env-vars/env-var-routes.ts";
import type { EnvVarService } from "./env-vars/env-var-service.ts";
import { readJson } from "./http/read-json.ts";
import { type InternalService, internalRoutes } from "./internal/internal-routes.ts";
import { projectKeyRoutes } from "./keys/project-key-routes.ts";
import type { ProjectKeyService } from "./keys/project-key-service.ts";
import { llmConfigRoutes } from "./llm-config/llm-config-routes.ts";
import type { LlmConfigService } from "./llm-config/llm-config-service.ts";
import { type ObjectRouteDeps, objectRoutes } from "./objects/object-routes.ts";
import { observeRoutes } from "./observe/observe-routes.ts";
import type { ObservedSessions } from "./observe/observed-sessions.ts";
import { projectRoutes, projectsRoutes } from "./projects/project-routes.ts";
import type { ProjectService } from "./projects/project-service.ts";
import type { ProviderCatalog } from "./providers/provider-catalog.ts";
import { providerRoutes } from "./providers/provider-routes.ts";
import { sandboxKeyRoutes } from "./sandbox-keys/sandbox-key-routes.ts";
import type { SandboxKeyService } from "./sandbox-keys/sandbox-key-service.ts";
import { tokenRoutes } from "./tokens/token-routes.ts";
import type { TokenService } from "./tokens/token-service.ts";
import { traceRoutes } from "./traces/trace-routes.ts";
import type { TraceService } from "./traces/trace-service.ts";
import type { ActivationService } from "./versions/activation-service.ts";
import { versionRoutes } from "./versions/version-routes.ts";
import type { VersionService } from "./versions/version-service.ts";

export interface BackendRouteDeps {
  accounts: AccountService;
  tokens: TokenService;
  projects: ProjectService;
  keys: ProjectKeyService;
  sandboxKeys: SandboxKeyService;
  versions: VersionService;
  activations: ActivationService;
  uploads: UploadService;
  confirmations: ConfirmService;
  envVars: EnvVarService;
  llmConfigs: LlmConfigService;
  providers: ProviderCatalog;
  traces: TraceService;
  observed: ObservedSessions;
  audit: AuditLog;
  internal: InternalService;
  objects: ObjectRouteDeps;
  readForwarded: ReadForwarded;
  /** Lets so many requests of one address through. */
  withinRateOnly: onRequestAsyncHookHandler;
  /** Lets a browser's session or a personal access token in. */
  signedInOnly: onRequestAsyncHookHandler;
  /** Lets the owner of the project in that the path names. */
  ownProjectOnly: onRequestAsyncHookHandler;
  /** Lets our own services in. */
  serviceOnly: preHandlerAsyncHookHandler;
}

/** The table of contents of this service's HTTP interface. */
export async function backendRoutes(app: FastifyInstance, deps: BackendRouteDeps): Promise<void> {
  await app.register(objectRoutes(deps.objects));
  await app.register(async (scope) => {
    scope.addHook("preHandler", deps.serviceOnly);
    await scope.register(internalRoutes(deps.internal));
  });
  await app.register(async (scope) => {
    readJson(scope);
    scope.addHook("onRequest", deps.withinRateOnly);
    await scope.register(loginRoutes(deps.accounts, deps.readForwarded));
    await scope.register((inner) => signedInRoutes(inner, deps));
  });
}

async function signedInRoutes(scope: FastifyInstance, deps: BackendRouteDeps): Promise<void> {
  scope.addHook("onRequest", deps.signedInOnly);
  await scope.register(accountRoutes(deps.accounts));
  await scope.register(tokenRoutes(deps.tokens));
  await scope.register(providerRoutes(deps.providers));
  await scope.register(projectsRoutes(deps.projects));
  await scope.register(uploadRoutes(deps.uploads));
  await scope.register(auditRoutes(deps.audit));
  await scope.register((inner) => ownProjectRoutes(inner, deps));
}

/** Everything below /api/projects/:projectId. */
async function ownProjectRoutes(scope: FastifyInstance, deps: BackendRouteDeps): Promise<void> {
  scope.addHook("onRequest", deps.ownProjectOnly);
  await scope.register(projectRoutes(deps.projects));
  await scope.register(projectKeyRoutes(deps.keys));
  await scope.register(sandboxKeyRoutes(deps.sandboxKeys));
  await scope.register(versionRoutes(deps.versions, deps.activations));
  await scope.register(artifactRoutes(deps.uploads, deps.confirmations));
  await scope.register(envVarRoutes(deps.envVars));
  await scope.register(llmConfigRoutes(deps.llmConfigs));
  await scope.register(traceRoutes(deps.traces));
  await scope.register(observeRoutes(deps.observed));
  await scope.register(projectAuditRoutes(deps.audit));
}
