import type { Logger } from "./log.ts";

export type Stop = () => Promise<void> | void;

/** Things that were started, to be stopped in the opposite order. */
export interface Lifecycle {
  /** Aborted as soon as stopping begins: long waits end on it. */
  readonly signal: AbortSignal;
  onStop(name: string, stop: Stop): void;
  /** Safe to call twice: the second call waits for the first. A step that fails or takes too long is logged, and the rest still runs. */
  stop(): Promise<void>;
}

export function createLifecycle(log: Logger, options: { stepTimeoutMs: number }): Lifecycle {
  const steps: { name: string; stop: Stop }[] = [];
  const controller = new AbortController();
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    controller.abort(new Error("shutting down"));
    for (let step = steps.pop(); step; step = steps.pop()) {
      const { name, stop } = step;
      try {
        await withTimeout(Promise.resolve().then(stop), options.stepTimeoutMs, name);
      } catch (error) {
        log.error({ err: error, step: name }, "stopping a part failed");
      }
    }
  }

  return {
    signal: controller.signal,
    onStop: (name, stop) => {
      steps.push({ name, stop });
    },
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

function withTimeout(work: Promise<void>, timeoutMs: number, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} did not stop within ${timeoutMs} ms`)), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
