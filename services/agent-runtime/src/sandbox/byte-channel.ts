/** Bytes on their way from a stream to whoever reads them, with back-pressure: `push` waits while too much lies unread. */
export interface ByteChannel extends AsyncIterable<Uint8Array> {
  push(chunk: Uint8Array): Promise<void>;
  /** No more will come; what lies there can still be read. */
  end(): void;
}

const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

export function createByteChannel(): ByteChannel {
  const chunks: Uint8Array[] = [];
  let unread = 0;
  let ended = false;
  let wakeReader = () => {};
  let wakeWriter = () => {};

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk) {
          unread -= chunk.length;
          wakeWriter();
          yield chunk;
        } else if (ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
      }
    } finally {
      // Nobody reads on: let the writer run dry instead of waiting for ever.
      ended = true;
      wakeWriter();
    }
  }

  return {
    async push(chunk) {
      while (unread >= MAX_UNREAD_BYTES && !ended) {
        await new Promise<void>((resolve) => {
          wakeWriter = resolve;
        });
      }
      if (ended) return;
      chunks.push(chunk);
      unread += chunk.length;
      wakeReader();
    },
    end() {
      ended = true;
      wakeReader();
      wakeWriter();
    },
    [Symbol.asyncIterator]: read,
  };
}
