const INTERRUPTED = 130;

/** Ctrl-C: goes to the newest handler; with none it aborts `signal` where somebody listens, and else ends the program. */
export interface Interrupts extends Disposable {
  /** Asking for it says that its user ends in order when it is aborted. */
  readonly signal: AbortSignal;
  handle(handler: () => void): Disposable;
}

export function createInterrupts(process: Pick<NodeJS.Process, "on" | "off" | "exit">): Interrupts {
  const handlers: (() => void)[] = [];
  const controller = new AbortController();
  let watched = false;

  function interrupt(): void {
    const newest = handlers.at(-1);
    if (newest) newest();
    else if (!watched || controller.signal.aborted) process.exit(INTERRUPTED);
    else controller.abort();
  }

  process.on("SIGINT", interrupt);
  return {
    get signal() {
      watched = true;
      return controller.signal;
    },
    handle: (handler) => {
      handlers.push(handler);
      return {
        [Symbol.dispose]: () => {
          const place = handlers.lastIndexOf(handler);
          if (place >= 0) handlers.splice(place, 1);
        },
      };
    },
    [Symbol.dispose]: () => {
      process.off("SIGINT", interrupt);
    },
  };
}
