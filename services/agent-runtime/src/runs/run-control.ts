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
  /** A forced stop does not wait for tools to clean up. */
  readonly forced: boolean;
  stop(force: boolean): void;
  abandon(reason: Error): void;
}

export class StopRequested extends Error {
  override readonly name = "StopRequested";
}

export function createRunControl(): RunControl {
  const stop = new AbortController();
  const abandon = new AbortController();
  const signal = AbortSignal.any([stop.signal, abandon.signal]);
  let forced = false;
  return {
    signal,
    abandonSignal: abandon.signal,
    get stopRequested() {
      return stop.signal.aborted;
    },
    get forced() {
      return forced;
    },
    stop(force) {
      forced ||= force;
      if (!stop.signal.aborted) stop.abort(new StopRequested("the run was asked to stop"));
    },
    abandon(reason) {
      if (!abandon.signal.aborted) abandon.abort(reason);
    },
  };
}
