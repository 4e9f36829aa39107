import type { CreateSession, Session, StopResult } from "@nexau-cloud/contracts";

export interface SessionService {
  create(request: CreateSession): Promise<Session>;
  list(query: {
    projectId: string;
    distinctId?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ data: Session[]; next_cursor: string | null }>;
  get(request: { sessionId: string; projectId: string; distinctId?: string | undefined }): Promise<Session>;
  stop(request: { sessionId: string; projectId: string; distinctId: string; force: boolean }): Promise<StopResult>;
  deleteOfProject(projectId: string): Promise<{ deleted: number }>;
}
