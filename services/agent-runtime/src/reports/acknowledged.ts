import { ServiceError } from "@nexau-cloud/platform";
import type { Sleep } from "../sleep.ts";

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

export interface AcknowledgedOptions {
  signal: AbortSignal;
  sleep: Sleep;
  /** After so long without success the last error is thrown. */
  giveUpAfterMs: number;
  now: () => number;
}

/**
 * Sends until the other side has said yes. Only for calls that may arrive twice: a lost answer looks like a lost request.
 * A refusal is thrown at once, as the same words would be refused again.
 */
export async function acknowledged<Answer>(
  send: () => Promise<Answer>,
  { signal, sleep, giveUpAfterMs, now }: AcknowledgedOptions,
): Promise<Answer> {
  const deadline = now() + giveUpAfterMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      if (signal.aborted || ServiceError.from(error).status < 500 || now() + pause > deadline) throw error;
      await sleep(pause, signal);
    }
  }
}
