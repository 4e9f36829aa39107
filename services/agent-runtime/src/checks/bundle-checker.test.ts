import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { BundleIssue } from "@nexau-cloud/contracts";
import { createLogger, ServiceError } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import type { ProjectLoader } from "../bundles/project-loader.ts";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import { agentFixture, assignmentFixture } from "../test/agent.fixture.ts";
import { createBundleChecker } from "./bundle-checker.ts";

const TOOL = {
  name: "look",
  description: "Looks.",
  inputSchema: { type: "object" },
  binding: "tools.look:look",
  lazy: false,
  asSkill: false,
  skillDescription: null,
  deferLoading: false,
  searchHint: null,
  disableParallel: false,
  extraKwargs: {},
  formatter: "markdown",
  file: "tools/look.yaml",
};

interface CheckOptions {
  agents?: AgentDefinition[];
  bindingIssues?: BundleIssue[];
  load?: ProjectLoader["load"];
  sandboxOf?: () => () => Promise<SandboxClient>;
}

async function check({ agents = [agentFixture()], bindingIssues = [], ...overrides }: CheckOptions) {
  const { launch } = assignmentFixture();
  const opened: string[] = [];
  const ended: string[] = [];
  const checker = createBundleChecker({
    discovery: {
      resolve: async () => "http://sidecar",
      list: async () => [],
      register: async () => ({ stop: async () => undefined }),
    },
    requestTokens: {
      verify: async () => ({
        jti: "j",
        run_id: "check",
        session_id: "check_version-1",
        project_id: launch.projectId,
        version_id: launch.versionId,
        lane: null,
        models: [],
        api_type: launch.llm.apiType,
        scopes: ["sandbox"],
        exp: 0,
      }),
    },
    projects: { load: overrides.load ?? (async () => ({ agents, issues: [], warnings: [] })) },
    sandboxOf:
      overrides.sandboxOf ??
      (({ sessionId }) =>
        async () => {
          opened.push(sessionId);
          return {} as SandboxClient;
        }),
    endSandbox: async ({ sessionId }) => {
      ended.push(sessionId);
    },
    checkBindings: async () => bindingIssues,
    log: createLogger("test", { level: "silent" }),
    now: () => new Date(0),
  });
  const report = await checker.check({ launch, requestToken: "token" }, new AbortController().signal);
  return { report, opened, ended };
}

describe("bundle check", () => {
  it("describes the agents of a sound bundle and leaves no sandbox behind", async () => {
    const agents = [agentFixture({ tools: [TOOL], subAgents: [agentFixture({ name: "scout" })] })];
    const { report, opened, ended } = await check({ agents });

    expect(report).toEqual({
      ok: true,
      issues: [],
      warnings: [],
      agents: [
        {
          name: "helper",
          file: "agent.yaml",
          description: null,
          model: "test-model",
          systemPrompt: "You are helper.",
          tools: [
            {
              name: "look",
              description: "Looks.",
              inputSchema: { type: "object" },
              binding: "tools.look:look",
              file: "tools/look.yaml",
            },
          ],
          skills: [],
          subAgents: ["scout"],
        },
      ],
    });
    expect(opened).toEqual(["check_version-1"]);
    expect(ended).toEqual(["check_version-1"]);
  });

  it("makes no sandbox for an agent without tools", async () => {
    expect((await check({})).opened).toEqual([]);
  });

  it("passes on what Python says about a binding", async () => {
    const issue = { code: "binding_import_failed", file: "tools/look.yaml", message: "No module named tools.look" };
    const { report, ended } = await check({ agents: [agentFixture({ tools: [TOOL] })], bindingIssues: [issue] });
    expect(report).toMatchObject({ ok: false, issues: [issue] });
    expect(ended).toHaveLength(1);
  });

  it("refuses an api type that cannot be run, and one that the provider does not speak", async () => {
    const { llm } = agentFixture();
    const unsupported = agentFixture({ name: "a", llm: { ...llm, apiType: "gemini_rest" } });
    const { report, opened } = await check({ agents: [unsupported, agentFixture({ tools: [TOOL] })] });
    expect(report.issues).toMatchObject([{ code: "api_type_unsupported", file: "agent.yaml" }]);
    expect(opened).toEqual([]);
  });

  it("names a system prompt that cannot be rendered, also of a sub-agent", async () => {
    const systemPrompt = [{ template: "{% if %}", strip: false, cache: true, file: "prompt.md" }];
    const { report } = await check({ agents: [agentFixture({ subAgents: [agentFixture({ systemPrompt })] })] });
    expect(report.issues).toMatchObject([{ code: "prompt_invalid", message: expect.stringContaining("prompt.md") }]);
  });

  it("takes a bundle that cannot be unpacked for an issue", async () => {
    const load = async () => {
      throw new ServiceError("unprocessable", "bundle_truncated", "The zip is cut.");
    };
    expect((await check({ load })).report.issues).toEqual([
      { code: "bundle_truncated", file: "", message: "The zip is cut." },
    ]);
  });

  it("does not blame the bundle for a storage or sandbox that cannot be reached", async () => {
    const down = new ServiceError("unavailable", "sandbox_unavailable", "No sandbox.");
    const load = () => Promise.reject(down);
    await expect(check({ load })).rejects.toBe(down);
    const sandboxOf = () => () => Promise.reject(down);
    await expect(check({ agents: [agentFixture({ tools: [TOOL] })], sandboxOf })).rejects.toBe(down);
  });
});
