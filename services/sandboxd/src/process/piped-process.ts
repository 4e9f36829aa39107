import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { Code, ConnectError } from "@connectrpc/connect";
import { createOutputChannel, type OutputChannel } from "./output-channel.ts";
import type { PipePool } from "./pipe-pool.ts";
import { type ProcessExit, toProcessExit } from "./process-exit.ts";
import type { ProcessRequest, RunningProcess } from "./running-process.ts";

/** Largest piece of output in one message. */
const CHUNK_BYTES = 32 * 1024;

export async function startPipedProcess(
  request: ProcessRequest,
  options: { pipes: PipePool; stdin: boolean },
): Promise<RunningProcess> {
  const [stdout, stderr] = await Promise.all([options.pipes.output(), options.pipes.output()]);
  const input = options.stdin ? await options.pipes.input() : undefined;
  const childEnds = [stdout.childEnd, stderr.childEnd, ...(input ? [input.childEnd] : [])];
  const readers = [stdout.reader, stderr.reader];
  let child: ChildProcess;
  let pid: number;
  try {
    child = spawnChild(request, [input?.childEnd ?? "ignore", stdout.childEnd, stderr.childEnd]);
    pid = await pidOf(child, request.cmd);
  } catch (error) {
    for (const end of [...readers, ...(input ? [input.writer] : [])]) end.destroy();
    throw error;
  } finally {
    for (const fd of childEnds) closeSync(fd);
  }
  offerToMemoryKiller(pid);

  const output = createOutputChannel({
    pause: () => {
      for (const reader of readers) reader.pause();
    },
    resume: () => {
      for (const reader of readers) reader.resume();
    },
  });
  const emptied = Promise.all([drain(stdout.reader, "stdout", output), drain(stderr.reader, "stderr", output)]);
  let exit: ProcessExit | undefined;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once("exit", (code, signal) => {
      exit = toProcessExit(code, signal);
      input?.writer.destroy();
      resolve(exit);
    });
  });
  const ended = exited.then(async (result) => {
    await Promise.race([emptied, quiet(readers)]);
    output.end(result);
    return result;
  });
  input?.writer.on("error", () => input.writer.destroy());

  return {
    pid,
    kind: "pipes",
    output,
    isAlive: () => exit === undefined,
    ended,
    write: (data) => writeInput(input?.writer, data),
    closeInput: () => {
      input?.writer.end();
    },
    resize: () => {
      throw new ConnectError("the process has no terminal", Code.Internal);
    },
  };
}

function spawnChild(request: ProcessRequest, stdio: (number | "ignore")[]): ChildProcess {
  try {
    return spawn(request.cmd, request.args, {
      cwd: request.cwd,
      env: request.env,
      stdio,
      // A session of its own, so that a signal to the daemon's group never hits it.
      detached: true,
      ...request.credentials,
    });
  } catch (error) {
    throw new ConnectError(`cannot start '${request.cmd}': ${(error as Error).message}`, Code.InvalidArgument);
  }
}

function pidOf(child: ChildProcess, cmd: string): Promise<number> {
  if (child.pid !== undefined) return Promise.resolve(child.pid);
  return new Promise((_resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      const code = error.code === "EAGAIN" ? Code.ResourceExhausted : Code.InvalidArgument;
      reject(new ConnectError(`cannot start '${cmd}': ${describeSpawnError(error)}`, code));
    });
  });
}

function describeSpawnError(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "no such program";
  if (error.code === "EACCES") return "permission denied";
  if (error.code === "EAGAIN") return "the sandbox has too many processes";
  return error.message;
}

/** When memory runs out, what the sandbox runs goes first and the daemon stays. */
function offerToMemoryKiller(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "500");
  } catch {
    // It has ended already, or this kernel does not let us.
  }
}

function drain(reader: Socket, kind: "stdout" | "stderr", output: OutputChannel): Promise<void> {
  return new Promise((resolve) => {
    reader.on("data", (data: Buffer) => {
      for (let start = 0; start < data.length; start += CHUNK_BYTES) {
        output.publish({ kind, data: data.subarray(start, start + CHUNK_BYTES) });
      }
    });
    reader.once("error", () => reader.destroy());
    reader.once("close", resolve);
  });
}

/**
 * Resolves when the pipes have nothing left although somebody in the background holds them open: what the process wrote
 * before it ended lies in them already, so a whole turn of the event loop without data means that it has been read.
 */
function quiet(readers: Socket[]): Promise<void> {
  return new Promise((resolve) => {
    let calmTurns = 0;
    const stir = () => {
      calmTurns = 0;
    };
    for (const reader of readers) reader.on("data", stir);
    const turn = () => {
      calmTurns = readers.some((reader) => reader.isPaused()) ? 0 : calmTurns + 1;
      if (calmTurns > 3) {
        for (const reader of readers) reader.off("data", stir);
        resolve();
      } else if (readers.some((reader) => reader.isPaused())) {
        setTimeout(turn, 5);
      } else {
        setImmediate(turn);
      }
    };
    setImmediate(turn);
  });
}

function writeInput(writer: Socket | undefined, data: Uint8Array): Promise<void> {
  if (!writer || writer.writableEnded) {
    return Promise.reject(new ConnectError("the process's stdin is not open", Code.FailedPrecondition));
  }
  return new Promise((resolve, reject) => {
    writer.write(data, (error) => {
      if (error) reject(new ConnectError("the process's stdin is closed", Code.FailedPrecondition));
      else resolve();
    });
  });
}
