import type { AppendEvents, AppendHistory, EndRun, LeaseState } from "@nexau-cloud/contracts";
import { dataOf, type Platform } from "@nexau-cloud/platform";
import { createSessionManagerClient, type SessionManagerClient } from "@nexau-cloud/session-manager/client";
import type { RequestTokenHolder } from "./request-token-holder.ts";

/** What a run tells the session manager, one call each. */
export interface RunReports {
  appendEvents(body: AppendEvents): Promise<LeaseState>;
  appendHistory(body: AppendHistory): Promise<LeaseState>;
  renewLease(body: { attempt: number }): Promise<LeaseState>;
  end(body: EndRun): Promise<void>;
}

export interface RunReportsDeps {
  runId: string;
  discovery: Platform["discovery"];
  token: RequestTokenHolder;
  /** Ends calls under way when the run is abandoned. */
  signal: AbortSignal;
}

export function createRunReports({ runId, discovery, token, signal }: RunReportsDeps): RunReports {
  let client: { token: string; calls: SessionManagerClient } | undefined;

  function calls(): SessionManagerClient {
    const current = token.current();
    if (client?.token !== current) {
      client = { token: current, calls: createSessionManagerClient({ discovery, token: current }) };
    }
    return client.calls;
  }

  const params = { path: { runId } };
  return {
    // The client's types take a property that can only be null, like `raw_event`, for one that must not be sent.
    appendEvents: (body) => dataOf(calls().POST("/runs/{runId}/events", { params, body: body as never, signal })),
    appendHistory: (body) => dataOf(calls().POST("/runs/{runId}/history", { params, body, signal })),
    renewLease: (body) => dataOf(calls().POST("/runs/{runId}/lease", { params, body, signal })),
    end: async (body) => {
      await calls().POST("/runs/{runId}/end", { params, body, signal });
    },
  };
}
