import { json } from "node:stream/consumers";
import type { ResolvedVersion, Run, Session, StartRun } from "@nexau-cloud/contracts";
import { useTestPlatform } from "@nexau-cloud/testkit";
import { type AgentGatewayConfig, agentGatewayConfig } from "../config.ts";
import { startAgentGateway } from "../service.ts";
import { problem, startFakeService } from "./fake-services.ts";

export const projectId = "project-1";
const PAIR = { accessKey: "ak_one", secretKey: "sk_one" };
export const authorization = `Basic ${Buffer.from(`${PAIR.accessKey}:${PAIR.secretKey}`).toString("base64")}`;

const at = "2026-01-01T00:00:00.000Z";
const version: ResolvedVersion = { projectId, versionId: "version-1", tag: "v1", agents: ["main", "other"] };
export const session: Session = {
  id: "sess_1",
  projectId,
  distinctId: "user-1",
  title: null,
  source: "user",
  runCount: 0,
  activeRunId: null,
  createdAt: at,
  updatedAt: at,
};
export const run: Run = {
  id: "run_1",
  sessionId: session.id,
  projectId,
  distinctId: session.distinctId,
  versionId: version.versionId,
  versionTag: version.tag,
  agent: "main",
  source: "user",
  lane: null,
  state: "finished",
  stopReason: "completed",
  result: "the answer",
  error: null,
  usage: {
    input_tokens: 1,
    completion_tokens: 1,
    reasoning_tokens: 0,
    total_tokens: 2,
    cache_creation_tokens: 0,
    cache_read_tokens: 0,
    input_tokens_uncached: 1,
  },
  lastSequence: 2,
  attempt: 1,
  createdAt: at,
  endedAt: at,
};

/** The frames that the fake session manager sends for a run. */
export const frame = (sequence: number, data = `{"n":${sequence}}`) => `id: ${sequence}\ndata: ${data}\n\n`;

/** A gateway over real HTTP with a backend, a session manager and a sandbox manager that do as the test says. */
export async function useGateway(config: Partial<Record<keyof AgentGatewayConfig, unknown>> = {}) {
  const platform = await useTestPlatform();
  const started: StartRun[] = [];
  const asked = { keys: 0, versions: 0 };
  const backend = await startFakeService(platform, "backend", {
    "POST /internal/keys/verify": async (request, response) => {
      asked.keys++;
      const pair = (await json(request)) as typeof PAIR;
      if (pair.accessKey === PAIR.accessKey && pair.secretKey === PAIR.secretKey) return { keyId: "key-1", projectId };
      return problem(response, 401, "key_invalid");
    },
    [`GET /internal/projects/${projectId}/version`]: () => {
      asked.versions++;
      return version;
    },
  });
  const sessionManager = await startFakeService(platform, "session-manager", {
    "POST /sessions": () => session,
    [`GET /sessions/${session.id}`]: () => session,
    "POST /runs": async (request) => {
      started.push((await json(request)) as StartRun);
      return run;
    },
    [`GET /runs/${run.id}`]: () => run,
    [`GET /runs/${run.id}/events`]: (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(frame(1) + frame(2));
    },
  });
  const sandboxManager = await startFakeService(platform, "sandbox-manager", {});
  const service = await startAgentGateway(agentGatewayConfig.parse({ port: 0, ...config }), platform);

  return {
    platform,
    url: service.url,
    backend,
    sessionManager,
    sandboxManager,
    started,
    asked,
    call: (path: string, init: RequestInit = {}) =>
      fetch(`${service.url}/agent-api${path}`, { ...init, headers: { authorization, ...init.headers } }),
    post: (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${service.url}/agent-api${path}`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
  };
}

export const chat = {
  session_id: session.id,
  distinct_id: session.distinctId,
  version_tag: "v1",
  messages: [{ role: "user", content: "hello" }],
};
