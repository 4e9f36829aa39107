import type { Run } from "@nexau-cloud/contracts";
import type { RunEvents } from "./run-events.ts";

export interface WaitDeps {
  runEvents: RunEvents;
  getRun: (run: { runId: string; projectId: string }) => Promise<Run>;
}

/** The run as it is after its end. It goes on when the signal ends the waiting. */
export async function waitForEnd(
  { runEvents, getRun }: WaitDeps,
  run: { runId: string; projectId: string },
  signal: AbortSignal,
): Promise<Run> {
  const frames = await runEvents.follow({ ...run, after: 0, keepIds: false, signal });
  for await (const _ of frames);
  return getRun(run);
}
