import type { Logger } from "./log.ts";

export type Stop = () => Promise<void> | void;

/** Things that were started, to be stopped in the opposite order. */
export interface Lifecycle {
  /** Aborted as soon as stopping begins: long waits end on it. */
  readonly signal: AbortSignal;
  onStop(name: string, stop: Stop): void;
  /** Safe to call twice: the second call waits for the first. A step that fails or takes too long is logged, and the rest still runs. */
  stop(): Promise<void>;
  /** The lifecycle of a part: its steps are one step here, and its signal is aborted with this one's. */
  part(name: string): Lifecycle;
}

interface Step {
  name: string;
  stop: Stop;
  /** Null for a part, whose own steps have their limits. */
  timeoutMs: number | null;
}

export function createLifecycle(log: Logger, options: { stepTimeoutMs: number }): Lifecycle {
  return createPart(log, options.stepTimeoutMs, undefined);
}

function createPart(log: Logger, stepTimeoutMs: number, parent: AbortSignal | undefined): Lifecycle {
  const steps: Step[] = [];
  const controller = new AbortController();
  const signal = parent ? AbortSignal.any([parent, controller.signal]) : controller.signal;
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    controller.abort(new Error("shutting down"));
    for (let step = steps.pop(); step; step = steps.pop()) {
      const { name, stop, timeoutMs } = step;
      try {
        const work = Promise.resolve().then(stop);
        await (timeoutMs === null ? work : withTimeout(work, timeoutMs, name));
      } catch (error) {
        log.error({ err: error, step: name }, "stopping a part failed");
      }
    }
  }

  function stop(): Promise<void> {
    stopping ??= stopAll();
    return stopping;
  }

  return {
    signal,
    onStop: (name, stopStep) => {
      steps.push({ name, stop: stopStep, timeoutMs: stepTimeoutMs });
    },
    stop,
    part: (name) => {
      const part = createPart(log, stepTimeoutMs, signal);
      steps.push({ name, stop: part.stop, timeoutMs: null });
      return part;
    },
  };
}

function withTimeout(work: Promise<void>, timeoutMs: number, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} did not stop within ${timeoutMs} ms`)), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
