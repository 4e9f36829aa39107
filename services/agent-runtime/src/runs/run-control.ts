/**
 * The two ways in which a run ends before its time. A *stop* is wished for: what there is is kept and the run ends in order.
 * An *abandoned* run is not ours any more (another runtime took it over, its token was revoked, we are shutting down): we
 * fall silent at once and write nothing.
 */
export interface RunControl {
  /** Aborted by either; for model calls and tools. */
  readonly signal: AbortSignal;
  readonly abandonSignal: AbortSignal;
  readonly stopRequested: boolean;
  /** Aborted when nobody is to wait for tools that clean up: by a forced stop, also one that follows a gentle one. */
  readonly forceSignal: AbortSignal;
  stop(isForced: boolean): void;
  abandon(reason: Error): void;
}

export class StopRequested extends Error {
  override readonly name = "StopRequested";
}

export function createRunControl(): RunControl {
  const stop = new AbortController();
  const abandon = new AbortController();
  const signal = AbortSignal.any([stop.signal, abandon.signal]);
  const force = new AbortController();
  return {
    signal,
    abandonSignal: abandon.signal,
    get stopRequested() {
      return stop.signal.aborted;
    },
    forceSignal: AbortSignal.any([force.signal, abandon.signal]),
    stop(isForced) {
      if (isForced && !force.signal.aborted) force.abort();
      if (!stop.signal.aborted) stop.abort(new StopRequested("the run was asked to stop"));
    },
    abandon(reason) {
      if (!abandon.signal.aborted) abandon.abort(reason);
    },
  };
}
