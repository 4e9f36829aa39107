import { Code, ConnectError } from "@connectrpc/connect";
import type { ProcessExit } from "./process-exit.ts";

export interface OutputChunk {
  kind: "stdout" | "stderr" | "pty";
  data: Uint8Array;
}

export interface OutputSource {
  pause(): void;
  resume(): void;
}

/** Carries what a process writes to everybody who listens, in bounded memory. */
export interface OutputChannel {
  publish(chunk: OutputChunk): void;
  /** Nothing is published afterwards. */
  end(exit: ProcessExit): void;
  /** Chunks from now on, then the exit. Ends early when `signal` aborts. */
  subscribe(signal: AbortSignal): AsyncGenerator<OutputChunk, ProcessExit | undefined>;
}

/** At which a reader counts as full, and the source waits once all readers are. */
const FULL_BYTES = 1024 * 1024;
/** At which a reader that lags behind the others is cut off rather than let it stall them or fill the memory. */
const LOST_BYTES = 8 * 1024 * 1024;

interface Reader {
  queue: OutputChunk[];
  bytes: number;
  lost: boolean;
  wake: () => void;
}

/**
 * The fastest reader sets the pace: the source waits only when every reader is full. With nobody listening, output is
 * read and dropped, so that a process never hangs because its caller went away.
 */
export function createOutputChannel(source: OutputSource): OutputChannel {
  const readers = new Set<Reader>();
  let exit: ProcessExit | undefined;
  let paused = false;

  function pace(): void {
    const full = readers.size > 0 && [...readers].every(({ bytes }) => bytes >= FULL_BYTES);
    if (full === paused) return;
    paused = full;
    if (full) source.pause();
    else source.resume();
  }

  function publish(chunk: OutputChunk): void {
    for (const reader of readers) {
      reader.queue.push(chunk);
      reader.bytes += chunk.data.length;
      if (reader.bytes > LOST_BYTES) loseReader(reader);
      reader.wake();
    }
    pace();
  }

  function loseReader(reader: Reader): void {
    reader.lost = true;
    reader.queue = [];
    reader.bytes = 0;
    readers.delete(reader);
  }

  async function* subscribe(signal: AbortSignal): AsyncGenerator<OutputChunk, ProcessExit | undefined> {
    const reader: Reader = { queue: [], bytes: 0, lost: false, wake: () => undefined };
    const onAbort = () => reader.wake();
    if (!exit) readers.add(reader);
    signal.addEventListener("abort", onAbort);
    try {
      for (;;) {
        if (signal.aborted) return undefined;
        if (reader.lost) throw new ConnectError("the output was read too slowly", Code.ResourceExhausted);
        const chunk = reader.queue.shift();
        if (chunk) {
          reader.bytes -= chunk.data.length;
          pace();
          yield chunk;
        } else if (exit) {
          return exit;
        } else {
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      readers.delete(reader);
      pace();
    }
  }

  return {
    publish,
    end: (ended) => {
      exit = ended;
      for (const reader of readers) reader.wake();
    },
    subscribe,
  };
}
