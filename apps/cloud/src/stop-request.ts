type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

export interface SignalSource {
  on(signal: StopSignal, handler: () => void): unknown;
  exit(code: number): void;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}

/** A terminal's Ctrl-C reaches us from the terminal and once more from npm: that is one wish, not two. */
const SAME_WISH_MS = 500;

/** Resolves with the first signal to stop. Whoever sends another one later does not want to wait: we exit at once. */
export function stopRequest({ on, exit, now = () => performance.now() }: SignalSource): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = () => {
      firstAt ??= now();
      resolve();
      if (now() - firstAt > SAME_WISH_MS) exit(130);
    };
    on("SIGINT", onSignal);
    on("SIGTERM", onSignal);
    on("SIGHUP", onSignal);
  });
}
