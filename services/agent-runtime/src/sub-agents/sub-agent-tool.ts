import type { AgentDefinition } from "@nexau-cloud/agent-spec";
import { z } from "zod";
import type { AgentRun } from "../runs/agent-run.ts";
import type { OpenAgent } from "../runs/open-agent.ts";
import type { RunScope } from "../runs/run-scope.ts";
import { parseArguments } from "../tools/arguments/parse-arguments.ts";
import type { AgentState, Toolbox, ToolCall, ToolOffer, ToolOutcome } from "../tools/toolbox.ts";
import type { TraceSpan } from "../traces/trace-recorder.ts";
import { runSubAgent } from "./run-sub-agent.ts";
import { createSubAgentMemory } from "./sub-agent-memory.ts";

export interface SubAgentDeps {
  scope: RunScope;
  /** The agent that has the tool. */
  agent: AgentDefinition;
  state: AgentState;
  span: TraceSpan;
  depth: number;
  /** Puts a sub-agent to work as this agent was put to it. */
  openAgent(scope: RunScope, opening: OpenAgent): AgentRun;
}

const TOOL_NAME = "Agent";
/** An agent may, by way of others, have itself as a sub-agent; the tree of one run ends here. */
const MAX_DEPTH = 8;

const AgentArguments = z.object({
  sub_agent_name: z.string(),
  message: z.string(),
  sub_agent_id: z.string().nullish(),
});

/** The toolbox with the tool `Agent`, by which an agent hands work to those below it. */
export function withSubAgents(toolbox: Toolbox, deps: SubAgentDeps): Toolbox {
  const { subAgents } = deps.agent;
  if (subAgents.length === 0) return toolbox;
  const known = new Map(subAgents.map((subAgent) => [subAgent.name, subAgent]));
  const memory = createSubAgentMemory();

  async function call(toolCall: ToolCall): Promise<ToolOutcome> {
    const parsed = AgentArguments.safeParse(parseArguments(toolCall.arguments));
    if (!parsed.success)
      return refused({}, `Invalid parameters for tool ${TOOL_NAME}: ${z.prettifyError(parsed.error)}`);
    const { sub_agent_name: name, message, sub_agent_id: givenId } = parsed.data;
    const agent = known.get(name);
    if (!agent) {
      return failed(
        parsed.data,
        `Sub-agent '${name}' not found. There are: ${[...known.keys()].join(", ")}`,
        "NotFound",
      );
    }
    if (deps.depth + 1 >= MAX_DEPTH) {
      return failed(parsed.data, `Sub-agents may be ${MAX_DEPTH} levels deep at most.`, "TooDeep");
    }
    return runSubAgent({ ...deps, subAgent: agent, message, agentId: givenId || null, memory, input: parsed.data });
  }

  return {
    offers: () => [...toolbox.offers(), agentOffer(subAgents)],
    isSerial: (name) => name !== TOOL_NAME && toolbox.isSerial(name),
    execute: (toolCall, signal) => (toolCall.name === TOOL_NAME ? call(toolCall) : toolbox.execute(toolCall, signal)),
    close: () => toolbox.close(),
  };
}

function agentOffer(subAgents: AgentDefinition[]): ToolOffer {
  const list = subAgents.map(({ name, description }) => `- **${name}**: ${description ?? ""}`).join("\n");
  return {
    name: TOOL_NAME,
    description:
      "Hands a task to a sub-agent, which works on it on its own and answers with its result. " +
      `Several calls in one answer run at the same time.\n\nSub-agents:\n${list}`,
    inputSchema: {
      type: "object",
      properties: {
        sub_agent_name: { type: "string", description: "Which sub-agent.", enum: subAgents.map(({ name }) => name) },
        message: { type: "string", description: "The task, with all that the sub-agent has to know." },
        sub_agent_id: { type: "string", description: "Id of an earlier sub-agent, to go on with what it knows." },
      },
      required: ["sub_agent_name", "message"],
    },
  };
}

const refused = (input: Record<string, unknown>, error: string): ToolOutcome => ({
  rawOutput: { error },
  modelContent: error,
  isError: true,
  input,
  finalText: null,
});

function failed(input: z.infer<typeof AgentArguments>, error: string, errorType: string): ToolOutcome {
  const { sub_agent_name, message } = input;
  const rawOutput = { status: "error", sub_agent_name, sub_agent_id: null, message, error, error_type: errorType };
  return { rawOutput, modelContent: error, isError: false, input, finalText: null };
}
