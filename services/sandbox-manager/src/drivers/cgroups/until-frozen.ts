import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 5_000;
const PAUSE_MS = 2;

export interface Freezing {
  freeze(): Promise<void>;
  isFrozen(): Promise<boolean>;
  thaw(): Promise<void>;
}

/** Freezing takes until the last process has left the kernel. Where that never comes, all go on and it throws. */
export async function untilFrozen({ freeze, isFrozen, thaw }: Freezing): Promise<true> {
  for (const end = Date.now() + PATIENCE_MS; ; await delay(PAUSE_MS)) {
    // A group that was caught while it started processes has to be told again.
    await freeze();
    if (await isFrozen()) return true;
    if (Date.now() > end) break;
  }
  await thaw();
  throw new Error("the processes of a group could not be frozen in time");
}
