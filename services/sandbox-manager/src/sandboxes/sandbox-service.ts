import type { EnsureSandbox, Sandbox } from "@nexau-cloud/contracts";

export interface SandboxService {
  ensureForSession(sessionId: string, request: EnsureSandbox): Promise<Sandbox>;
  deleteForSession(sessionId: string, projectId: string): Promise<void>;
  list(query: { projectId?: string | undefined }): Promise<{ data: Sandbox[] }>;
  deleteOfProject(projectId: string): Promise<{ deleted: number }>;
}
