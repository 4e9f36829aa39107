import type { OutputChannel } from "./output-channel.ts";
import type { ProcessExit } from "./process-exit.ts";

export interface ProcessRequest {
  cmd: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  credentials: { uid?: number; gid?: number };
  /** Value of the variable by which its tree is known. */
  marker: string;
}

/** A process that was started here, with pipes or with a terminal. */
export interface RunningProcess {
  pid: number;
  kind: "pipes" | "terminal";
  output: OutputChannel;
  /** Whether its pid is still its own; its output may go on a little longer. */
  isAlive(): boolean;
  ended: Promise<ProcessExit>;
  /** Resolves when the process's side has taken it. Throws where there is nothing to write to. */
  write(data: Uint8Array): Promise<void>;
  closeInput(): void;
  resize(columns: number, rows: number): void;
}
