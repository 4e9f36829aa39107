import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { AgentSummary, BundleIssue, BundleReport, CheckBundle, Launch } from "@nexau-cloud/contracts";
import { type Platform, ServiceError } from "@nexau-cloud/platform";
import type { LoadedProject, ProjectLoader } from "../bundles/project-loader.ts";
import { isApiTypeSupported } from "../model/model-clients.ts";
import type { SandboxOf } from "../runs/run-deps.ts";
import { runEnv } from "../runs/run-env.ts";
import { systemPrompts } from "../runs/system-prompts.ts";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import type { BundleChecker } from "./check-routes.ts";

export interface BundleCheckerDeps {
  discovery: Platform["discovery"];
  requestTokens: Platform["requestTokens"];
  projects: ProjectLoader;
  sandboxOf: SandboxOf;
  /** Ends the sandbox of a session and removes its files. */
  endSandbox(request: { sessionId: string; projectId: string; requestToken: string }): Promise<void>;
  /** Imports every binding that a run would import at its start, those of sub-agents included. */
  checkBindings(
    agent: AgentDefinition,
    sandbox: SandboxClient,
    env: Record<string, string>,
    signal: AbortSignal,
  ): Promise<BundleIssue[]>;
  log: Platform["log"];
  now: () => Date;
}

/** Says before a version is activated what a run of it would stumble over, by doing all that a run does at its start. */
export function createBundleChecker(deps: BundleCheckerDeps): BundleChecker {
  return {
    async check({ launch, requestToken }, signal) {
      const env = runEnv(launch, await deps.discovery.resolve("runtime-sidecar", null), requestToken);
      const project = await loadProject(deps.projects, launch, env, requestToken);
      const issues = [...project.issues, ...project.agents.flatMap((agent) => staticIssues(agent, launch))];
      const agents = project.agents.map((agent) => summaryOf(agent, deps.now(), issues));
      signal.throwIfAborted();
      // A bundle that is broken already is not worth a sandbox: its owner uploads another one anyway.
      if (issues.length === 0)
        issues.push(...(await bindingIssues(deps, { launch, requestToken }, { project, env, signal })));
      const report: BundleReport = { ok: issues.length === 0, issues, warnings: project.warnings, agents };
      return report;
    },
  };
}

/** A bundle that cannot be unpacked has an issue like any other; that we cannot fetch it is not its fault. */
async function loadProject(
  projects: ProjectLoader,
  launch: Launch,
  env: Record<string, string>,
  requestToken: string,
): Promise<LoadedProject> {
  try {
    return await projects.load(launch, env, requestToken);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    return { agents: [], issues: [{ code: error.reason, file: "", message: error.message }], warnings: [] };
  }
}

function staticIssues(agent: AgentDefinition, launch: Launch): BundleIssue[] {
  const { apiType } = agent.llm;
  const issues = agent.subAgents.flatMap((subAgent) => staticIssues(subAgent, launch));
  const add = (code: string, message: string) => issues.push({ code, file: agent.file, message });
  if (!isApiTypeSupported(apiType)) {
    add("api_type_unsupported", `llm_config.api_type ${apiType} is not supported yet.`);
  } else if (apiType !== launch.llm.apiType) {
    add(
      "api_type_mismatch",
      `llm_config.api_type is ${apiType}, but the project's provider speaks ${launch.llm.apiType}.`,
    );
  }
  if (agent.toolCallMode === "xml") add("tool_call_mode_unsupported", "tool_call_mode xml is not supported yet.");
  return issues;
}

function summaryOf(agent: AgentDefinition, now: Date, issues: BundleIssue[]): AgentSummary {
  const { name, file, description, tools, skills, subAgents } = agent;
  return {
    name,
    file,
    description,
    model: agent.llm.model,
    systemPrompt: renderedPrompt(agent, now, issues),
    tools: tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      inputSchema: tool.inputSchema,
      binding: tool.binding,
      file: tool.file,
    })),
    skills: skills.map((skill) => ({ name: skill.name, description: skill.description, folder: skill.folder })),
    subAgents: subAgents.map((subAgent) => subAgent.name),
  };
}

/** Also of sub-agents, whose prompts nobody sees but which fail a run all the same. */
function renderedPrompt(agent: AgentDefinition, now: Date, issues: BundleIssue[]): string {
  for (const subAgent of agent.subAgents) renderedPrompt(subAgent, now, issues);
  try {
    return systemPrompts(agent, {}, now)
      .map(({ text }) => text)
      .join("\n\n");
  } catch (error) {
    const { reason, message } = ServiceError.from(error);
    issues.push({ code: reason, file: agent.file, message });
    return "";
  }
}

async function bindingIssues(
  deps: BundleCheckerDeps,
  { launch, requestToken }: CheckBundle,
  { project, env, signal }: { project: LoadedProject; env: Record<string, string>; signal: AbortSignal },
): Promise<BundleIssue[]> {
  if (!project.agents.some(hasBindings)) return [];
  const { session_id: sessionId } = await deps.requestTokens.verify(requestToken, "sandbox");
  try {
    const sandbox = await deps.sandboxOf({ sessionId, launch, requestToken: () => requestToken })();
    const issues: BundleIssue[] = [];
    for (const agent of project.agents) issues.push(...(await deps.checkBindings(agent, sandbox, env, signal)));
    return issues;
  } finally {
    await deps.endSandbox({ sessionId, projectId: launch.projectId, requestToken }).catch((error: unknown) => {
      // It ends by itself when it has been idle for long enough.
      deps.log.warn({ err: error, sessionId }, "sandbox of a check could not be ended");
    });
  }
}

function hasBindings({ tools, subAgents }: AgentDefinition): boolean {
  return tools.some(({ binding }) => binding !== null) || subAgents.some(hasBindings);
}
