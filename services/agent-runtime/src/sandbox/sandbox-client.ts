/** The session's sandbox as tools use it: processes and files, through sandboxd, as any E2B client would. */
export interface SandboxClient {
  id: string;
  homeDir: string;
  /** Where the bundle is, read-only. */
  agentDir: string;
  /** SHA-256 of the bundle in it; where it is known, tools may write beside their code in a copy named by it. */
  bundleDigest?: string;
  /** Runs a program to its end, or until `signal` aborts, which kills its whole process tree and is no error. */
  run(command: SandboxCommand, signal: AbortSignal): Promise<SandboxCommandResult>;
  /** Starts a program that is talked to by lines; for the tool host. */
  start(command: SandboxCommand, signal: AbortSignal): Promise<SandboxProcess>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, content: Uint8Array | string): Promise<void>;
  stat(path: string): Promise<SandboxEntry | undefined>;
  list(path: string, depth: number): Promise<SandboxEntry[]>;
  makeDir(path: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface SandboxCommand {
  cmd: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  user?: string;
  timeoutMs?: number;
  /** Output beyond it is dropped from the middle and counted; memory never grows past it. */
  maxOutputBytes?: number;
}

export interface SandboxCommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Bytes written in all, before `maxOutputBytes` cut them. */
  stdoutBytes: number;
  stderrBytes: number;
  timedOut: boolean;
  /** Ended by the caller's signal; what it wrote until then is here. */
  aborted: boolean;
  signal: string | null;
}

export interface SandboxProcess {
  pid: number;
  /** Both have to be read: the program waits when too much of either lies unread. */
  stdout: AsyncIterable<Uint8Array>;
  stderr: AsyncIterable<Uint8Array>;
  write(data: string): Promise<void>;
  kill(): Promise<void>;
  ended: Promise<{ exitCode: number; status: string }>;
}

export interface SandboxEntry {
  name: string;
  path: string;
  type: "file" | "directory" | "symlink" | "other";
  size: number;
  mode: number;
  modifiedAt: Date;
  symlinkTarget: string | null;
}
