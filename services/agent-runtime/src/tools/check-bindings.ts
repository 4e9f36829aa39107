import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { BundleIssue } from "@nexau-cloud/contracts";
import type { SandboxClient } from "../sandbox/sandbox-client.ts";
import { builtinProblem, findBuiltin, isBuiltinBinding } from "./builtin/builtin-tools.ts";
import { isKnownFormatter } from "./formatting/format-result.ts";
import { toolEnvironment, workDirOf } from "./tool-environment.ts";
import { HostDied } from "./tool-host/host-process.ts";
import { hostSettings } from "./tool-host/host-settings.ts";
import { createToolHost, type ToolHost } from "./tool-host/tool-host.ts";
import type { AgentState } from "./toolbox.ts";

/** One module that waits for something while it is imported must not keep an activation waiting. */
const IMPORT_TIMEOUT_MS = 60_000;
const TRACEBACK_LINES = 12;

interface Import {
  binding: string;
  code: "binding_import_failed" | "formatter_import_failed";
  subject: string;
  file: string;
}

/**
 * Imports what the tools of an agent and of its sub-agents name, as the first call would, and says what Python says. Tools
 * marked lazy are left out.
 */
export async function checkBindings(
  agent: AgentDefinition,
  sandbox: SandboxClient,
  env: Record<string, string>,
  signal: AbortSignal = new AbortController().signal,
): Promise<BundleIssue[]> {
  const issues: BundleIssue[] = [];
  for (const member of withSubAgents(agent)) issues.push(...(await checkAgent(member, sandbox, env, signal)));
  return issues;
}

/** Each YAML once, however often it is named. */
function withSubAgents(agent: AgentDefinition, seen = new Map<string, AgentDefinition>()): AgentDefinition[] {
  if (!seen.has(agent.file)) {
    seen.set(agent.file, agent);
    for (const subAgent of agent.subAgents) withSubAgents(subAgent, seen);
  }
  return [...seen.values()];
}

async function checkAgent(
  agent: AgentDefinition,
  sandbox: SandboxClient,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<BundleIssue[]> {
  const { imports, issues } = importsOf(agent);
  if (imports.length === 0) return issues;
  const processEnv = toolEnvironment(env, agent, NO_STATE);
  const host = createToolHost({
    sandbox: async () => sandbox,
    settings: () => hostSettings(agent, NO_STATE, workDirOf(agent, sandbox), processEnv),
    globalStorage: {},
    context: {},
  });
  try {
    for (const item of imports) {
      const problem = await problemOf(host, item.binding, signal);
      if (problem) {
        const message = `${item.subject}: ${JSON.stringify(item.binding)} cannot be imported. ${problem}`;
        issues.push({ code: item.code, file: item.file, message });
      }
    }
  } finally {
    await host.close();
  }
  return issues;
}

function importsOf(agent: AgentDefinition): { imports: Import[]; issues: BundleIssue[] } {
  const imports: Import[] = [];
  const issues: BundleIssue[] = [];
  for (const { name, binding, lazy, formatter, file } of agent.tools) {
    const subject = `The tool ${JSON.stringify(name)}`;
    if (binding !== null && isBuiltinBinding(binding)) {
      if (!findBuiltin(binding)) {
        issues.push({ code: "binding_import_failed", file, message: `${subject}: ${builtinProblem(binding)}` });
      }
    } else if (binding !== null && !lazy) {
      imports.push({ binding, code: "binding_import_failed", subject, file });
    }
    if (!isKnownFormatter(formatter) && !lazy) {
      imports.push({ binding: formatter, code: "formatter_import_failed", subject: `${subject}: its formatter`, file });
    }
  }
  return { imports, issues };
}

async function problemOf(host: ToolHost, binding: string, signal: AbortSignal): Promise<string | undefined> {
  const deadline = AbortSignal.timeout(IMPORT_TIMEOUT_MS);
  try {
    const { error, error_type, traceback } = await host.check(binding, AbortSignal.any([signal, deadline]));
    if (error === undefined) return undefined;
    return [`${error_type}: ${error}`, lastLines(traceback ?? "")].filter((part) => part !== "").join("\n");
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) return `Importing it did not end within ${IMPORT_TIMEOUT_MS / 1000} seconds.`;
    if (error instanceof HostDied) return [error.message, lastLines(error.output)].join("\n").trim();
    throw error;
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-TRACEBACK_LINES).join("\n");
}

/** Nobody runs while bindings are checked. */
const NO_STATE: AgentState = {
  agentName: "",
  agentId: "",
  runId: "",
  rootRunId: "",
  sessionId: "",
  context: {},
  globalStorage: {},
  variables: { template: {}, runtime_vars: {}, sandbox_env: {} },
};
