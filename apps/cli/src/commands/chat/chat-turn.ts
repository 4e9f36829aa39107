import type { RunEvent } from "@nexau-cloud/contracts";
import type { AgentClient, ChatInput } from "@nexau-cloud/sdk";
import type { Context } from "../../context.ts";
import { createEventRenderer, type RunEnd } from "./render-events.ts";

export interface ChatTurn {
  agent: AgentClient;
  input: ChatInput;
}

/** Lost connections in a row after which a turn is given up. */
const MAX_REATTACHMENTS = 5;

/**
 * One message and its answer. Ctrl-C stops the run, not the program: the stream then ends in order. A connection that
 * breaks is taken up again after the last event seen.
 */
export async function runChatTurn(context: Context, { agent, input }: ChatTurn): Promise<RunEnd> {
  const renderer = createEventRenderer(context.output);
  using _interrupt = context.onInterrupt(() => {
    context.output.note(context.output.style("dim", "\nstopping the run ..."));
    agent.stop({ session_id: input.session_id, distinct_id: input.distinct_id }).catch((error: unknown) => {
      context.output.note(`The run could not be stopped: ${error instanceof Error ? error.message : error}`);
    });
  });
  for await (const event of followToTheEnd(agent, input)) {
    renderer.render(event);
  }
  return renderer.end();
}

async function* followToTheEnd(agent: AgentClient, input: ChatInput): AsyncGenerator<RunEvent> {
  let stream = await agent.chat(input);
  const { runId } = stream;
  let seen = 0;
  for (let losses = 0; ; ) {
    try {
      for await (const event of stream) {
        seen++;
        losses = 0;
        yield event;
      }
      return;
    } catch (error) {
      if (runId === null || ++losses > MAX_REATTACHMENTS) throw error;
      stream = await agent.followRun(runId, { after: seen });
    }
  }
}
