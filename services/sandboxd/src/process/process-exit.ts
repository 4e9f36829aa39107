/** How a process ended, in the words that E2B's clients know (those of Go's os package). */
export interface ProcessExit {
  /** -1 when a signal ended it. */
  exitCode: number;
  /** False when a signal ended it. */
  exited: boolean;
  status: string;
  error: string | undefined;
}

const SIGNAL_WORDS: Record<string, string> = {
  SIGABRT: "aborted",
  SIGALRM: "alarm clock",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGSYS: "bad system call",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
  SIGXCPU: "CPU time limit exceeded",
  SIGXFSZ: "file size limit exceeded",
};

export function toProcessExit(code: number | null, signal: string | null): ProcessExit {
  if (signal !== null) {
    const status = `signal: ${SIGNAL_WORDS[signal] ?? signal.slice(3).toLowerCase()}`;
    return { exitCode: -1, exited: false, status, error: status };
  }
  const exitCode = code ?? 0;
  const status = `exit status ${exitCode}`;
  return { exitCode, exited: true, status, error: exitCode === 0 ? undefined : status };
}
