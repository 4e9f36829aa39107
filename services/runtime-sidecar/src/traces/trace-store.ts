import type { BackendClient } from "@nexau-cloud/backend/client";
import type { RequestTokenClaims } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";
import { limitSpan } from "./limit-span.ts";
import type { TraceSpan } from "./trace-span.ts";

export interface TraceStore {
  /** Resolves when the backend has all of them. */
  store(claims: RequestTokenClaims, spans: TraceSpan[]): Promise<void>;
}

export interface TraceStoreDeps {
  backend: Pick<BackendClient, "POST">;
  spanBytes: number;
}

/** One request to the backend carries so much at most. */
const BATCH_SPANS = 500;
const BATCH_BYTES = 1024 * 1024;

/** Hands spans of a run on to the backend, cut to size and in batches that it accepts. */
export function createTraceStore({ backend, spanBytes }: TraceStoreDeps): TraceStore {
  return {
    async store(claims, spans) {
      const run = {
        projectId: claims.project_id,
        sessionId: claims.session_id,
        runId: claims.run_id,
        versionId: claims.version_id,
      };
      for (const batch of batches(spans.map((span) => limitSpan(span, spanBytes)))) {
        await dataOf(backend.POST("/internal/traces", { body: { ...run, spans: batch } }));
      }
    },
  };
}

function* batches(spans: TraceSpan[]): Generator<TraceSpan[]> {
  let batch: TraceSpan[] = [];
  let bytes = 0;
  for (const span of spans) {
    const size = Buffer.byteLength(JSON.stringify(span));
    if (batch.length >= BATCH_SPANS || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(span);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
