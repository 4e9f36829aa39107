import type {
  AppendHistory,
  EndRun,
  LeaseState,
  Message,
  RunEvent,
  SequencedEvent,
  SessionState,
} from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { RunControl } from "../runs/run-control.ts";
import type { Sleep } from "../sleep.ts";
import { acknowledged } from "./acknowledged.ts";
import { createEventQueue } from "./event-queue.ts";
import type { RequestTokenHolder } from "./request-token-holder.ts";
import type { RunReports } from "./run-reports.ts";

/** An event as the run knows it; the reporter adds time and sequence. */
export type EventBody = WithoutBase<RunEvent>;
type WithoutBase<Event> = Event extends RunEvent ? Omit<Event, "timestamp" | "raw_event"> : never;

/** Everything that leaves a run on its way to the session manager: in order, without loss, without doubles. */
export interface RunReporter {
  /** Numbers the event and sends it as soon as the line is free. */
  emit(event: EventBody): void;
  /** Waits while too much is waiting to be sent: whoever produces without end asks before the next piece. */
  ready(): Promise<void>;
  /** Written when this resolves, and every event emitted before it as well. */
  history(messages: Message[], completedIterations: number, sessionState: SessionState | null): Promise<void>;
  /** All events are written when this resolves. */
  flush(): Promise<void>;
  end(request: Omit<EndRun, "attempt">): Promise<void>;
  /** Ends the renewing of the lease; nothing is sent afterwards. */
  close(): void;
}

export interface RunReporterDeps {
  reports: RunReports;
  control: RunControl;
  token: RequestTokenHolder;
  attempt: number;
  nextSequence: number;
  leaseTtlMs: number;
  giveUpAfterMs: number;
  maxWaitingBytes: number;
  sleep: Sleep;
  now: () => Date;
}

export function createRunReporter(deps: RunReporterDeps): RunReporter {
  const { reports, control, attempt } = deps;
  const queue = createEventQueue({ send: sendBatch, maxWaitingBytes: deps.maxWaitingBytes });
  const lease = keepLease(deps.leaseTtlMs, () => reportAndObey(() => reports.renewLease({ attempt })));
  let sequence = deps.nextSequence;

  /** One report until it is acknowledged. A refusal means that the run is not ours any more. */
  async function report<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    const { sleep, giveUpAfterMs } = deps;
    const signal = control.abandonSignal;
    try {
      const answer = await acknowledged(send, { signal, sleep, giveUpAfterMs, now: () => deps.now().getTime() });
      lease.renewed();
      return answer;
    } catch (error) {
      control.abandon(ServiceError.from(error));
      throw error;
    }
  }

  async function reportAndObey(send: () => Promise<LeaseState>): Promise<void> {
    const { stopRequested, force, requestToken } = await report(send);
    if (requestToken) deps.token.replace(requestToken);
    if (stopRequested) control.stop(force);
  }

  function sendBatch(events: SequencedEvent[]): Promise<void> {
    return reportAndObey(() => reports.appendEvents({ attempt, events }));
  }

  function emit(body: EventBody): void {
    const { type, ...fields } = body;
    const milliseconds = deps.now().getTime();
    const timestamp = type === "TRANSPORT_ERROR" ? Math.floor(milliseconds / 1000) : milliseconds;
    const event = { type, timestamp, raw_event: null, ...fields } as RunEvent;
    queue.push({ sequence: sequence++, event });
  }

  async function history(
    messages: Message[],
    completedIterations: number,
    sessionState: SessionState | null,
  ): Promise<void> {
    // Events first: after a crash in between, a step may be told twice but is never missing from the stream. What the user
    // said has no events, and the model is waiting for it.
    if (messages.some(({ role }) => role !== "user")) await queue.flush();
    const body: AppendHistory = { attempt, messages, completedIterations, sessionState };
    await reportAndObey(() => reports.appendHistory(body));
  }

  async function end(request: Omit<EndRun, "attempt">): Promise<void> {
    await queue.flush();
    lease.stop();
    await report(() => reports.end({ attempt, ...request }));
  }

  return { emit, ready: queue.ready, flush: queue.flush, history, end, close: lease.stop };
}

/** Renews when nothing else was reported for a third of the lease's time. */
function keepLease(ttlMs: number, renew: () => Promise<void>): { renewed(): void; stop(): void } {
  let isRenewing = false;
  const timer = setInterval(async () => {
    if (isRenewing) return;
    isRenewing = true;
    // A refusal has abandoned the run already.
    await renew().catch(() => undefined);
    isRenewing = false;
  }, ttlMs / 3);
  timer.unref();
  return { renewed: () => timer.refresh(), stop: () => clearInterval(timer) };
}
