import { Launch, ProviderAccess, ResolvedVersion } from "@nexau-cloud/contracts";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";

const tags = ["internal"];

/** What other services ask the backend, which owns projects and their secrets. */
export interface InternalService {
  /** Throws `unauthenticated` / `key_invalid`. */
  verifyKey(request: { accessKey: string; secretKey: string }): Promise<{ keyId: string; projectId: string }>;
  /** Of a key for the E2B API. Throws `unauthenticated` / `key_invalid`. */
  verifySandboxKey(request: { apiKey: string }): Promise<{ keyId: string; projectId: string }>;
  /** Throws `version_not_found`, `version_inactive`. Without tag and id: the project's newest activated version. */
  resolveVersion(request: {
    projectId: string;
    tag?: string | undefined;
    versionId?: string | undefined;
  }): Promise<ResolvedVersion>;
  launch(request: { projectId: string; versionId: string }): Promise<Launch>;
  provider(projectId: string): Promise<ProviderAccess>;
  storeTraces(request: StoreTraces): Promise<{ stored: number }>;
}

/** A batch of spans as they came in, already reduced to one shape whatever protocol brought them. */
export const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  /** `agent`, `sub_agent`, `generation`, `tool`, `span`, `event`. */
  kind: z.string(),
  startTime: z.iso.datetime(),
  endTime: z.iso.datetime().nullable(),
  input: z.unknown(),
  output: z.unknown(),
  model: z.string().nullable(),
  usage: z.record(z.string(), z.number()).nullable(),
  status: z.enum(["ok", "error"]),
  statusMessage: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
});
export type Span = z.infer<typeof Span>;

export const StoreTraces = z.object({
  projectId: z.string(),
  sessionId: z.string(),
  runId: z.string(),
  versionId: z.string(),
  spans: z.array(Span).max(2000),
});
export type StoreTraces = z.infer<typeof StoreTraces>;

export function internalRoutes(internal: InternalService): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/internal/keys/verify",
      {
        schema: {
          operationId: "verifyKey",
          tags,
          body: z.object({ accessKey: z.string().max(256), secretKey: z.string().max(256) }),
          response: { 200: z.object({ keyId: z.string(), projectId: z.string() }) },
        },
      },
      async (request) => internal.verifyKey(request.body),
    );

    app.post(
      "/internal/sandbox-keys/verify",
      {
        schema: {
          operationId: "verifySandboxKey",
          tags,
          body: z.object({ apiKey: z.string().max(256) }),
          response: { 200: z.object({ keyId: z.string(), projectId: z.string() }) },
        },
      },
      async (request) => internal.verifySandboxKey(request.body),
    );

    app.get(
      "/internal/projects/:projectId/version",
      {
        schema: {
          operationId: "resolveVersion",
          tags,
          params: z.object({ projectId: z.string() }),
          querystring: z.object({ tag: z.string().optional(), versionId: z.string().optional() }),
          response: { 200: ResolvedVersion },
        },
      },
      async (request) => internal.resolveVersion({ ...request.params, ...request.query }),
    );

    app.get(
      "/internal/projects/:projectId/versions/:versionId/launch",
      {
        schema: {
          operationId: "getLaunch",
          tags,
          params: z.object({ projectId: z.string(), versionId: z.string() }),
          response: { 200: Launch },
        },
      },
      async (request) => internal.launch(request.params),
    );

    app.get(
      "/internal/projects/:projectId/provider",
      {
        schema: {
          operationId: "getProvider",
          tags,
          params: z.object({ projectId: z.string() }),
          response: { 200: ProviderAccess },
        },
      },
      async (request) => internal.provider(request.params.projectId),
    );

    app.post(
      "/internal/traces",
      {
        schema: {
          operationId: "storeTraces",
          tags,
          body: StoreTraces,
          response: { 200: z.object({ stored: z.int() }) },
        },
      },
      async (request) => internal.storeTraces(request.body),
    );
  };
}
