import type { ProviderAccess, RequestTokenClaims } from "@nexau-cloud/contracts";
import { createHttpServer, createLogger, listen, requireServiceToken, ServiceError } from "@nexau-cloud/platform";
import { createTestPlatform } from "@nexau-cloud/testkit";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { z } from "zod";
import { runtimeSidecarConfig } from "../config.ts";
import { startRuntimeSidecar } from "../service.ts";
import type { TraceSpan } from "../traces/trace-span.ts";

/** Stands for what a project's owner has stored as its provider's key. */
export const REAL_KEY = "sk-real-0123456789abcdef/+secret";

export interface StoredTraces {
  projectId: string;
  runId: string;
  spans: TraceSpan[];
}

/** A sidecar on free ports, with the next hops: a session manager's keys and a backend that knows one provider. */
export async function startSidecarUnderTest(config: z.input<typeof runtimeSidecarConfig> = {}) {
  const log: string[] = [];
  const platform = await createTestPlatform();
  const destination = { write: (line: string) => void log.push(line) };
  const keys = await generateKeyPair("EdDSA");
  const stored: StoredTraces[] = [];
  const backend = {
    provider: undefined as ProviderAccess | undefined,
    asked: 0,
    failing: false,
  };

  const hops = await createHttpServer({
    name: "next-hops",
    version: "0",
    description: "",
    log: platform.log,
    limits: platform.http.limits,
  });
  const publicKey = { ...(await exportJWK(keys.publicKey)), kid: "test", alg: "EdDSA", use: "sig" };
  hops.get("/request-tokens/jwks", async () => ({ keys: [publicKey] }));
  hops.get("/internal/projects/:projectId/provider", async (request) => {
    await requireServiceToken(platform.serviceToken)(request);
    backend.asked++;
    if (!backend.provider) throw new ServiceError("not_found", "project_not_found", "No such project.");
    return backend.provider;
  });
  hops.post("/internal/traces", { bodyLimit: platform.http.limits.bodyBytes }, async (request) => {
    await requireServiceToken(platform.serviceToken)(request);
    if (backend.failing) throw new ServiceError("unavailable", "service_unavailable", "The backend is down.");
    const body = request.body as StoredTraces;
    stored.push(body);
    return { stored: body.spans.length };
  });
  const hop = await listen(hops, platform, { name: "next-hops", port: 0 });
  for (const service of ["backend", "session-manager"] as const) {
    await platform.discovery.register({ id: service, service, url: hop.url, lane: null });
  }

  const sidecar = await startRuntimeSidecar(
    runtimeSidecarConfig.parse({ port: 0, tracesPort: 0, demoPaceMs: 0, ...config }),
    { ...platform, log: createLogger("sidecar", { level: "trace", destination }) },
  );

  return {
    url: sidecar.url,
    tracesUrl: sidecar.tracesUrl,
    platform,
    backend,
    /** Every line that was logged. */
    log,
    stored,
    /** What the project's provider is from now on. */
    use(provider: Partial<ProviderAccess>): void {
      backend.provider = {
        name: "test",
        apiType: "openai_chat_completion",
        baseUrl: "demo:",
        apiKey: REAL_KEY,
        model: "m1",
        custom: true,
        ...provider,
      };
    },
    /** A run's token, as the session manager would sign it. */
    token(claims: Partial<RequestTokenClaims> = {}): Promise<string> {
      const all = {
        jti: claims.run_id ?? "run_1",
        run_id: "run_1",
        session_id: "sess_1",
        project_id: "project-1",
        version_id: "version-1",
        lane: null,
        models: ["m1", "m2"],
        api_type: "openai_chat_completion",
        scopes: ["llm", "traces"],
        exp: Math.floor(Date.now() / 1000) + 600,
        ...claims,
      };
      return new SignJWT(all).setProtectedHeader({ alg: "EdDSA", kid: "test" }).sign(keys.privateKey);
    },
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}
