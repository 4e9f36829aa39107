/** Ctrl-C: goes to the newest handler; with none, it aborts `signal`, and a second time ends the program. */
export interface Interrupts extends Disposable {
  signal: AbortSignal;
  handle(handler: () => void): Disposable;
}

export function createInterrupts(process: Pick<NodeJS.Process, "on" | "off" | "exit">): Interrupts {
  const handlers: (() => void)[] = [];
  const controller = new AbortController();

  function interrupt(): void {
    const newest = handlers.at(-1);
    if (newest) newest();
    else if (controller.signal.aborted) process.exit(130);
    else controller.abort();
  }

  process.on("SIGINT", interrupt);
  return {
    signal: controller.signal,
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
