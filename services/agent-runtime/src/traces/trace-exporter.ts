import { contextHeaders, type Logger, type Platform, requestContext } from "@nexau-cloud/platform";
import type { RequestTokenHolder } from "../reports/request-token-holder.ts";
import { type TraceOwner, toOtlp } from "./otlp.ts";
import type { SpanRecord } from "./trace-recorder.ts";

export interface TraceExporter {
  add(span: SpanRecord): void;
  /** Sends what is left, but takes no longer than the exporter's timeout. */
  flush(): Promise<void>;
}

export interface TraceExporterDeps {
  discovery: Platform["discovery"];
  token: RequestTokenHolder;
  owner: TraceOwner;
  timeoutMs: number;
  log: Logger;
}

/** Spans that wait for the next export at most; what is beyond is dropped. */
const MAX_WAITING = 1000;

/**
 * Sends a run's spans to the trace intake, beside the run: it neither waits for traces nor fails with them. One export is
 * under way at a time, and takes along all that ended during the one before.
 */
export function createTraceExporter(deps: TraceExporterDeps): TraceExporter {
  let waiting: SpanRecord[] = [];
  let sending: Promise<void> | null = null;
  let hasFailed = false;

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await exportSpans(deps, batch).catch((error: unknown) => {
        // Once per run is enough to know of it.
        deps.log[hasFailed ? "debug" : "warn"]({ err: error }, "traces could not be sent");
        hasFailed = true;
      });
    }
    sending = null;
  }

  return {
    add(span) {
      if (waiting.length >= MAX_WAITING) return;
      waiting.push(span);
      sending ??= sendAll();
    },
    flush: async () => sending ?? undefined,
  };
}

async function exportSpans({ discovery, token, owner, timeoutMs }: TraceExporterDeps, spans: SpanRecord[]) {
  // Building the body takes its time with a long history; whoever ended the span goes first.
  await new Promise((resolve) => setImmediate(resolve));
  const base = await discovery.resolve("runtime-sidecar-traces", requestContext.getStore()?.lane ?? null);
  const response = await fetch(`${base}/api/public/otel/v1/traces`, {
    method: "POST",
    headers: { ...contextHeaders(), "content-type": "application/json", authorization: `Bearer ${token.current()}` },
    body: JSON.stringify(toOtlp(spans, owner)),
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the trace intake answered ${response.status}`);
}
