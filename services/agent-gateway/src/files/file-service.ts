import { posix } from "node:path";
import type {
  FileEntry,
  FileTarget,
  Launch,
  ResolvedVersion,
  Sandbox,
  Session,
  UploadedFile,
} from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { Principal } from "../auth/key-check.ts";
import type { VersionQuery } from "../chat/version-resolver.ts";
import { type FormFile, fileTooLarge } from "./file-form.ts";
import { toFileName, toSandboxPath } from "./file-path.ts";
import type { SandboxDaemon } from "./sandbox-daemon.ts";

export interface FileServiceDeps {
  getSession: (query: { projectId: string; sessionId: string; distinctId: string | undefined }) => Promise<Session>;
  resolveVersion: (query: VersionQuery) => Promise<ResolvedVersion>;
  fetchLaunch: (version: { projectId: string; versionId: string }) => Promise<Launch>;
  ensureSandbox: (sessionId: string, projectId: string, launch: Launch | null) => Promise<Sandbox>;
  daemonOf: (sandbox: Sandbox) => Promise<SandboxDaemon>;
}

export type FileService = ReturnType<typeof createFileService>;

/** Files of a session's sandbox, which is made where there is none. */
export function createFileService(deps: FileServiceDeps) {
  async function open({ projectId }: Principal, target: FileTarget) {
    if (target.project_id !== undefined && target.project_id !== projectId) throw projectNotFound();
    const sessionId = target.session_id;
    const session = await deps.getSession({ projectId, sessionId, distinctId: target.distinct_id });
    const sandbox = await deps.ensureSandbox(session.id, projectId, await launchOf(projectId, target));
    return { sandbox, daemon: await deps.daemonOf(sandbox) };
  }

  async function launchOf(projectId: string, target: FileTarget): Promise<Launch | null> {
    const query = { projectId, tag: target.version_tag, versionId: target.version_id };
    const version = await deps.resolveVersion(query).catch((error: unknown) => {
      // Files may be put there before the first version is active; its bundle is mounted when a run needs it.
      const asked = target.version_id !== undefined || target.version_tag !== undefined;
      if (asked || ServiceError.from(error).status >= 500) throw error;
      return null;
    });
    return version && deps.fetchLaunch({ projectId, versionId: version.versionId });
  }

  async function upload(principal: Principal, target: FileTarget, file: FormFile): Promise<UploadedFile> {
    const name = toFileName(file.name);
    const { sandbox, daemon } = await open(principal, target);
    const folder = target.path === undefined ? sandbox.homeDir : toSandboxPath(target.path, sandbox.homeDir);
    const path = posix.join(folder, name);
    try {
      const size = await daemon.write(path, file.content);
      if (file.isCut()) throw fileTooLarge();
      return { path, name, size };
    } catch (error) {
      // Half a file would look like a whole one to the agent.
      if (file.isCut() || file.content.errored) await daemon.remove(path).catch(() => undefined);
      throw error;
    }
  }

  async function list(principal: Principal, target: FileTarget): Promise<{ data: FileEntry[] }> {
    const { sandbox, daemon } = await open(principal, target);
    return { data: await daemon.list(toSandboxPath(target.path ?? ".", sandbox.homeDir)) };
  }

  async function remove(principal: Principal, target: FileTarget): Promise<{ status: "success"; path: string }> {
    if (target.path === undefined || target.path === "") throw pathMissing();
    const { sandbox, daemon } = await open(principal, target);
    const path = toSandboxPath(target.path, sandbox.homeDir);
    if (path === sandbox.homeDir || path === "/tmp") throw pathMissing();
    await daemon.remove(path);
    return { status: "success", path };
  }

  return { upload, list, remove };
}

const projectNotFound = () => new ServiceError("not_found", "project_not_found", "The key is not of this project.");

const pathMissing = () =>
  new ServiceError("invalid_argument", "file_path_invalid", "Name the path of the file or folder to delete.");
