import { randomBytes } from "node:crypto";
import type { Usage } from "@nexau-cloud/contracts";

export type SpanKind = "agent" | "generation" | "tool";

export interface SpanStart {
  name: string;
  kind: SpanKind;
  input?: unknown;
}

/** A span that has ended, ready for export. */
export interface SpanRecord extends SpanStart, SpanFacts, SpanEnd {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  startedAt: Date;
  endedAt: Date;
  isRoot: boolean;
}

export interface SpanFacts {
  model?: string;
  usage?: Usage;
  firstTokenAt?: Date;
  attributes?: Record<string, string>;
}

export interface SpanEnd {
  output?: unknown;
  error?: unknown;
}

export interface TraceSpan {
  child(start: SpanStart): TraceSpan;
  set(facts: SpanFacts): void;
  /** Counts once; a second call does nothing. */
  end(end?: SpanEnd): void;
}

export interface TraceRecorderDeps {
  traceId: string;
  parentSpanId: string | null;
  /** Takes spans as they end. Must neither block nor throw. */
  onEnd(span: SpanRecord): void;
  now: () => Date;
}

/** The root span of a run; its children hang below. */
export function startTrace(deps: TraceRecorderDeps, start: SpanStart): TraceSpan {
  return openSpan(deps, start, deps.parentSpanId, true);
}

function openSpan(deps: TraceRecorderDeps, start: SpanStart, parentSpanId: string | null, isRoot: boolean): TraceSpan {
  const spanId = randomBytes(8).toString("hex");
  const startedAt = deps.now();
  const facts: SpanFacts = {};
  let isOpen = true;
  return {
    child: (childStart) => openSpan(deps, childStart, spanId, false),
    set: (more) => {
      Object.assign(facts, more);
    },
    end: (end = {}) => {
      if (!isOpen) return;
      isOpen = false;
      const { traceId, now, onEnd } = deps;
      onEnd({ ...start, ...facts, ...end, traceId, spanId, parentSpanId, startedAt, endedAt: now(), isRoot });
    },
  };
}
