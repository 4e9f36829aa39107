import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import type { RunAssignment } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { LoadedProject } from "../bundles/project-loader.ts";
import type { AgentState } from "../tools/toolbox.ts";
import type { TraceSpan } from "../traces/trace-recorder.ts";
import { runAgentLoop } from "./agent-loop.ts";
import type { LoopEnd } from "./agent-run.ts";
import { openAgent } from "./open-agent.ts";
import { resume } from "./resume.ts";
import type { RunContext } from "./run-context.ts";
import type { RunDeps } from "./run-deps.ts";
import { createRunScope, type RunScope } from "./run-scope.ts";
import { createTranscript, type Transcript } from "./transcript.ts";

/** Loads the project while the user's messages are being written, and lets its agent work until there is an end. */
export async function runRootAgent(
  context: RunContext,
  deps: RunDeps,
  span: TraceSpan,
  cleanup: AsyncDisposableStack,
): Promise<LoopEnd> {
  const { assignment, events, control } = context;
  const loading = load(context, deps);
  // Looked at below; until then a failure must not count as unhandled.
  loading.catch(() => undefined);

  const transcript = rootTranscript(context);
  const earlierEnd = await resume({ assignment, transcript, events, now: deps.now });
  if (earlierEnd) return earlierEnd;
  const { scope, agent } = await unlessAborted(loading, control.signal);

  const run = openAgent(scope, { agent, state: rootState(assignment, agent), transcript, span, depth: 0 });
  cleanup.defer(() => run.toolbox.close());
  return runAgentLoop(run);
}

async function load(context: RunContext, deps: RunDeps): Promise<{ scope: RunScope; agent: AgentDefinition }> {
  const { launch, requestToken, run } = context.assignment;
  const scope = await createRunScope(context, deps);
  const project = await deps.projects.load(launch, scope.env, requestToken);
  const [issue] = project.issues;
  if (issue) {
    const place = issue.file === "" ? "" : `${issue.file}: `;
    const message = `The agent's bundle is not valid. ${place}${issue.message}`;
    throw new ServiceError("unprocessable", "bundle_invalid", message);
  }
  return { scope, agent: agentNamed(project, run.agent) };
}

/** A bundle that is long on its way holds up no stop. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", onAbort));
}

function agentNamed({ agents }: LoadedProject, name: string): AgentDefinition {
  const agent = agents.find((candidate) => candidate.name === name);
  if (agent) return agent;
  const known = agents.map((candidate) => candidate.name).join(", ");
  throw new ServiceError("not_found", "agent_not_found", `This version has no agent ${name}. It has: ${known}.`);
}

/** The session's own objects, as tools change them: they are reported back with every step. */
function rootState({ run, sessionState, variables }: RunAssignment, agent: AgentDefinition): AgentState {
  return {
    agentName: agent.name,
    agentId: sessionState.agentId,
    runId: run.id,
    rootRunId: run.id,
    sessionId: run.sessionId,
    context: sessionState.context,
    globalStorage: sessionState.globalStorage,
    variables,
  };
}

function rootTranscript({ assignment, reporter }: RunContext): Transcript {
  return createTranscript({
    messages: assignment.history,
    completedIterations: assignment.completedIterations,
    write: (messages, completedIterations) => reporter.history(messages, completedIterations, assignment.sessionState),
  });
}
