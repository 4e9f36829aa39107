import type { Toolbox, ToolCall, ToolOutcome } from "../tools/toolbox.ts";

/** What a tool whose time is over gets to kill its processes. */
const GRACE_MS = 5000;

/** The toolbox with a limit on the time of each call: a tool that hangs becomes a result that the model can read. */
export function withTimeLimit(toolbox: Toolbox, limitMs: number): Toolbox {
  async function execute(call: ToolCall, signal: AbortSignal): Promise<ToolOutcome> {
    const limit = timeLimit(limitMs);
    try {
      const execution = toolbox.execute(call, AbortSignal.any([signal, limit.signal]));
      // When the grace comes first, nobody waits for the tool any more.
      execution.catch(() => undefined);
      const outcome = await Promise.race([execution, limit.graceOver]);
      return outcome && !limit.signal.aborted ? outcome : timedOut(call, limitMs);
    } catch (error) {
      if (signal.aborted || !limit.signal.aborted) throw error;
      return timedOut(call, limitMs);
    } finally {
      limit.cancel();
    }
  }

  return {
    offers: () => toolbox.offers(),
    isSerial: (name) => toolbox.isSerial(name),
    execute,
    close: () => toolbox.close(),
  };
}

function timedOut(call: ToolCall, limitMs: number): ToolOutcome {
  const error = `Tool '${call.name}' was ended: it had not answered after ${limitMs / 1000} seconds.`;
  return {
    rawOutput: { error, error_type: "tool_timeout", traceback: "", tool_name: call.name },
    modelContent: error,
    isError: false,
    input: {},
    finalText: null,
  };
}

function timeLimit(limitMs: number): { signal: AbortSignal; graceOver: Promise<undefined>; cancel(): void } {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let timer = setTimeout(() => {
    controller.abort(new Error("the tool's time is over"));
    timer = setTimeout(() => resolve(undefined), GRACE_MS);
  }, limitMs);
  return { signal: controller.signal, graceOver: promise, cancel: () => clearTimeout(timer) };
}
