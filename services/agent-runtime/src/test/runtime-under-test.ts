import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { RunAssignment, RunEvent } from "@nexau-cloud/contracts";
import { createLogger, type Discovery, newId, ServiceError } from "@nexau-cloud/platform";
import { type FakeProvider, startFakeProvider } from "@nexau-cloud/testkit";
import { createModelConnections } from "../model/model-transport.ts";
import { executeRun } from "../runs/execute-run.ts";
import { createRunControl, type RunControl } from "../runs/run-control.ts";
import type { RunDeps } from "../runs/run-deps.ts";
import type { Sleep } from "../sleep.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { agentFixture, assignmentFixture } from "./agent.fixture.ts";
import { type FakeSessionManager, startFakeSessionManager } from "./fake-session-manager.ts";
import { createFakeToolbox } from "./fake-toolbox.ts";

export interface RunUnderTest {
  agent?: AgentDefinition;
  /** By agent name; one without gets an empty toolbox. */
  toolboxes?: Record<string, Toolbox>;
  assignment?: Partial<RunAssignment>;
  deps?: Partial<RunDeps>;
}

export interface RuntimeUnderTest extends AsyncDisposable {
  provider: FakeProvider;
  sessionManager: FakeSessionManager;
  /** Pauses that were asked for, in seconds; nobody waits for them. */
  pauses: number[];
  start(options?: RunUnderTest): { control: RunControl; ended: Promise<unknown> };
  /** Runs to the end. */
  run(options?: RunUnderTest): Promise<unknown>;
  eventTypes(): RunEvent["type"][];
}

/** Runs against a model provider and a session manager on real HTTP; only the toolbox is a small object. */
export async function startRuntimeUnderTest(): Promise<RuntimeUnderTest> {
  const provider = await startFakeProvider();
  const sessionManager = await startFakeSessionManager();
  const connections = createModelConnections();
  const pauses: number[] = [];
  const sleep: Sleep = async (milliseconds, signal) => {
    signal.throwIfAborted();
    pauses.push(milliseconds / 1000);
  };

  function start({ agent = agentFixture(), toolboxes = {}, assignment, deps }: RunUnderTest = {}) {
    const control = createRunControl();
    const runDeps: RunDeps = {
      discovery: discoveryOf(provider.url, sessionManager.url),
      projects: { load: async () => ({ agents: [agent], issues: [], warnings: [] }) },
      connections,
      sandboxOf: () => async () => {
        throw new Error("this test has no sandbox");
      },
      createToolbox: ({ agent: { name } }) => toolboxes[name] ?? createFakeToolbox({}),
      limits: {
        maxModelAnswerBytes: 1_000_000,
        maxWaitingEventBytes: 100_000,
        reportGiveUpMs: 60_000,
        traceTimeoutMs: 10_000,
        toolTimeoutMs: 60_000,
      },
      log: createLogger("agent-runtime", { level: "silent" }),
      sleep,
      now: () => new Date(),
      newId,
      ...deps,
    };
    return { control, ended: executeRun(assignmentFixture(assignment), control, runDeps) };
  }

  return {
    provider,
    sessionManager,
    pauses,
    start,
    run: (options) => start(options).ended,
    eventTypes: () => sessionManager.events.map(({ type }) => type),
    async [Symbol.asyncDispose]() {
      await connections[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
      await sessionManager[Symbol.asyncDispose]();
    },
  };
}

function discoveryOf(provider: string, sessionManager: string): Discovery {
  const urls: Record<string, string> = {
    "runtime-sidecar": provider,
    "runtime-sidecar-traces": sessionManager,
    "session-manager": sessionManager,
  };
  return {
    register: async () => ({ stop: async () => undefined }),
    list: async () => [],
    resolve: async (service) => {
      const url = urls[service];
      if (url) return url;
      throw new ServiceError("unavailable", "service_unavailable", `No ${service} is running.`);
    },
  };
}
