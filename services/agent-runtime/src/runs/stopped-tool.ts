import type { ToolCall, ToolOutcome } from "../tools/toolbox.ts";
import type { RunControl } from "./run-control.ts";

/** What a stopped tool gets to kill its processes and say how far it came. */
const GRACE_MS = 5000;

/** The outcome of a tool that is being carried out. A stop always yields one, even when the tool does not react to it. */
export async function settled(
  control: RunControl,
  call: ToolCall,
  execution: Promise<ToolOutcome>,
): Promise<ToolOutcome> {
  const deadline = stopDeadline(control);
  try {
    return (await Promise.race([execution, deadline.passed])) ?? stopped(call);
  } catch (error) {
    control.abandonSignal.throwIfAborted();
    if (control.stopRequested) return stopped(call);
    throw error;
  } finally {
    deadline.cancel();
    // When the deadline came first, nobody waits for the tool any more.
    execution.catch(() => undefined);
  }
}

export const notStarted = (call: ToolCall): ToolOutcome =>
  interrupted(call, "The tool was not started, because the user stopped the run.");

const stopped = (call: ToolCall): ToolOutcome =>
  interrupted(call, "The tool was stopped before it ended, because the user stopped the run.");

function interrupted(call: ToolCall, message: string): ToolOutcome {
  return {
    rawOutput: { status: "error", error: message, error_type: "Interrupted", tool_name: call.name, interrupted: true },
    modelContent: message,
    isError: false,
    input: {},
    finalText: null,
  };
}

/** Passes some time after a stop, and at once when it is forced or the run is not ours any more. */
function stopDeadline({ signal, forceSignal }: RunControl): { passed: Promise<undefined>; cancel(): void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let timer: NodeJS.Timeout | undefined;
  const onStop = () => {
    timer = setTimeout(() => resolve(undefined), GRACE_MS);
  };
  const onForce = () => resolve(undefined);
  signal.addEventListener("abort", onStop, { once: true });
  forceSignal.addEventListener("abort", onForce, { once: true });
  return {
    passed: promise,
    cancel: () => {
      signal.removeEventListener("abort", onStop);
      forceSignal.removeEventListener("abort", onForce);
      clearTimeout(timer);
    },
  };
}
