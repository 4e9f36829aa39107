import type { BundleReport, Launch } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import { type TestPlatform, type TestPlatformOptions, useTestPlatform } from "@nexau-cloud/testkit";
import { afterAll } from "vitest";
import { type BackendSettings, backendConfig, providersConfig } from "../config.ts";
import { type Backend, createBackend } from "../service.ts";
import { type ApiAnswer, type ApiClient, createApiClient } from "./api-client.ts";
import { bundleZip } from "./zip-of.ts";

export interface TestBackendOptions {
  config?: Record<string, unknown>;
  providers?: unknown[];
  platform?: TestPlatformOptions;
}

/** The next hops, as small objects that a test sets. */
export interface FakeNeighbours {
  /** What the runtime finds when it loads a version. */
  report: BundleReport;
  launches: Launch[];
  /** Awaited in every check. */
  beforeCheck: () => Promise<void>;
  /** Projects whose sessions and sandboxes were deleted. */
  cleared: string[];
  /** Thrown by both of them while it is set. */
  clearError: Error | undefined;
}

export interface TestBackend extends Backend {
  platform: TestPlatform;
  neighbours: FakeNeighbours;
  settings: BackendSettings;
  /** Nobody's client: what it sends is signed in as the call says. */
  anonymous: ApiClient;
  /** A new account with a token for everything. */
  newUser(): Promise<TestUser>;
}

export interface TestUser {
  id: string;
  email: string;
  role: string;
  token: string;
  cookie: string;
  api: ApiClient;
}

export const AGENTS: BundleReport["agents"] = [
  {
    name: "helper",
    file: "agent.yaml",
    description: null,
    model: "helper-model",
    systemPrompt: "Help.",
    tools: [
      { name: "add", description: "Adds.", inputSchema: { type: "object" }, binding: "tools:add", file: "add.yaml" },
    ],
    skills: [],
    subAgents: [],
  },
];

/** A backend on a real platform, without a port and with fake neighbours, for the tests of one file. */
export async function useTestBackend(options: TestBackendOptions = {}): Promise<TestBackend> {
  const platform = await useTestPlatform(options.platform);
  await platform.discovery.register({ id: "test", service: "backend", url: "http://backend.test", lane: null });
  const neighbours: FakeNeighbours = {
    report: { ok: true, issues: [], warnings: [], agents: AGENTS },
    launches: [],
    beforeCheck: async () => undefined,
    cleared: [],
    clearError: undefined,
  };
  const settings = {
    ...backendConfig.parse(options.config ?? {}),
    providers: providersConfig.parse(options.providers),
  };
  const backend = await createBackend(settings, platform, {
    checkBundle: async (launch) => {
      neighbours.launches.push(launch);
      await neighbours.beforeCheck();
      return neighbours.report;
    },
    remains: {
      deleteSessions: async () => {
        if (neighbours.clearError) throw neighbours.clearError;
      },
      deleteSandboxes: async (projectId) => {
        neighbours.cleared.push(projectId);
      },
    },
    observed: {
      listSessions: async () => ({ data: [], next_cursor: null }),
      listRuns: async () => ({ data: [], next_cursor: null }),
      listMessages: async () => ({ data: [], next_cursor: null }),
      getRun: async (_projectId, runId) => {
        throw new ServiceError("not_found", "run_not_found", `Run ${runId} does not exist.`);
      },
    },
  });
  afterAll(() => backend.app.close());
  const anonymous = createApiClient(backend.app, {});
  let users = 0;

  async function newUser(): Promise<TestUser> {
    users += 1;
    const email = `user${users}@example.com`;
    const { body, cookie } = await anonymous.post("/api/auth/register", { email, password: "password-1", name: "" });
    const created = await anonymous.post("/api/auth/tokens", { name: "test" }, { cookie });
    const { token } = created.body;
    return { ...body.user, token, cookie, api: createApiClient(backend.app, { authorization: `Bearer ${token}` }) };
  }

  return { ...backend, platform, neighbours, settings, anonymous, newUser };
}

/** The five calls of a deployment, up to the confirmed artifact. */
export async function uploadVersion(
  api: ApiClient,
  projectId: string,
  { tag, zip }: { tag: string; zip?: Buffer },
): Promise<{ versionId: string; zip: Buffer; confirmed: ApiAnswer }> {
  const bytes = zip ?? (await bundleZip());
  const version = await api.post(`/api/projects/${projectId}/versions`, { tag });
  const base = `/api/projects/${projectId}/versions/${version.body.id}`;
  const announced = { content_type: "application/zip", content_length: bytes.length };
  const { body: upload } = await api.post(`${base}/artifact/upload-url`, announced);
  await api.put(upload.upload_url, bytes, upload.upload_headers);
  const confirmed = await api.post(`${base}/artifact/confirm`, { bundle_size: bytes.length });
  return { versionId: version.body.id, zip: bytes, confirmed };
}
