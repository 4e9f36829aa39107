import { randomUUID } from "node:crypto";
import type { Message } from "@nexau-cloud/contracts";
import { pythonJson } from "../events/python-json.ts";
import type { ToolCall, ToolOutcome } from "../tools/toolbox.ts";
import type { AgentRun } from "./agent-run.ts";
import { notStarted, settled } from "./stopped-tool.ts";

export interface ToolStep {
  /** Set by a stop tool: the run ends with this text. */
  finalText: string | null;
}

/**
 * Carries out the calls of one answer: first those that must run alone, one by one, then all others at once. Their ends are
 * told as they come; in the history they stand in order, each written as soon as all before it are.
 */
export async function runTools(run: AgentRun, calls: ToolCall[]): Promise<ToolStep> {
  const serial = calls.filter(({ name }) => run.toolbox.isSerial(name));
  const parallel = calls.filter(({ name }) => !run.toolbox.isSerial(name));
  const results = createOrderedResults(run, [...serial, ...parallel]);

  for (const call of serial) await results.add(call, await carryOut(run, call));
  const settledCalls = await Promise.allSettled(
    parallel.map(async (call) => results.add(call, await carryOut(run, call))),
  );
  // Only after the last has ended, so that no tool outlives the run that it belongs to.
  for (const { status, reason } of settledCalls.filter((result) => result.status === "rejected")) {
    if (status === "rejected") throw reason;
  }
  return { finalText: results.finalText() };
}

async function carryOut(run: AgentRun, call: ToolCall): Promise<ToolOutcome> {
  run.control.abandonSignal.throwIfAborted();
  const span = run.span.child({ name: `Tool: ${call.name}`, kind: "tool", input: toolInput(call) });
  const outcome = run.control.stopRequested
    ? notStarted(call)
    : await settled(run.control, call, run.toolbox.execute(call, run.control.signal)).catch((error: unknown) => {
        span.end({ error });
        throw error;
      });
  span.end({ output: { result: outcome.rawOutput } });
  run.events.emit({
    type: "TOOL_CALL_RESULT",
    tool_call_id: call.id,
    content: pythonJson(outcome.rawOutput),
    role: "tool",
  });
  return outcome;
}

const toolInput = (call: ToolCall) => ({ parameters: call.arguments, tool_call_id: call.id });

interface OrderedResults {
  /** Resolves when everything that could be written is written. */
  add(call: ToolCall, outcome: ToolOutcome): Promise<void>;
  finalText(): string | null;
}

function createOrderedResults(run: AgentRun, order: ToolCall[]): OrderedResults {
  const ended = new Map<ToolCall, ToolOutcome>();
  let written = 0;
  let writing: Promise<void> = Promise.resolve();

  async function writeNext(): Promise<void> {
    const messages: Message[] = [];
    for (let call = order[written]; call && ended.has(call); call = order[++written]) {
      const outcome = ended.get(call);
      if (outcome) messages.push(toMessage(call, outcome, run.now()));
    }
    await run.transcript.append(messages);
  }

  return {
    add(call, outcome) {
      ended.set(call, outcome);
      writing = writing.then(writeNext);
      return writing;
    },
    finalText: () => order.map((call) => ended.get(call)?.finalText ?? null).find((text) => text !== null) ?? null,
  };
}

function toMessage(call: ToolCall, outcome: ToolOutcome, now: Date): Message {
  return {
    id: randomUUID(),
    role: "tool",
    content: [
      {
        type: "tool_result",
        tool_use_id: call.id,
        content: outcome.modelContent,
        is_error: outcome.isError,
        raw_output: outcome.rawOutput,
      },
    ],
    metadata: {
      tool_name: call.name,
      // Lets another runtime end the run with it, should this one die before it can.
      ...(outcome.finalText === null ? {} : { final_text: outcome.finalText }),
    },
    created_at: now.toISOString(),
  };
}
