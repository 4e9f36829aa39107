import type {
  AppendEvents,
  AppendHistory,
  EndRun,
  LeaseState,
  Message,
  Run,
  StartRun,
  StopResult,
} from "@nexau-cloud/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";

export interface RunService {
  start(request: StartRun): Promise<Run>;
  list(query: {
    projectId: string;
    sessionId?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ data: Run[]; next_cursor: string | null }>;
  get(request: { runId: string; projectId: string }): Promise<Run>;
  stop(request: { runId: string; projectId: string; force: boolean }): Promise<StopResult>;
  follow(
    request: { runId: string; projectId: string; after: number },
    http: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply>;
  history(request: { sessionId: string; projectId: string }): Promise<{ data: Message[] }>;
  appendEvents(runId: string, request: AppendEvents): Promise<LeaseState>;
  appendHistory(runId: string, request: AppendHistory): Promise<LeaseState>;
  renewLease(runId: string, attempt: number): Promise<LeaseState>;
  end(runId: string, request: EndRun): Promise<Run>;
}
