import type { Duplex } from "node:stream";

const HEADER_BYTES = 8;
const MAX_BYTES = 4096;

/**
 * Collects what a container prints while it starts, for when it ends too soon. The engine sends it in frames: a byte that
 * tells the stream, three of nothing, the length, and so many bytes.
 */
export function collectFirstWords(streams: Duplex): () => string {
  let data = Buffer.alloc(0);
  streams.on("data", (piece: Buffer) => {
    if (data.length < MAX_BYTES) data = Buffer.concat([data, piece]);
  });
  streams.on("error", () => undefined);
  return () => withoutFrames(data).trim();
}

function withoutFrames(data: Buffer): string {
  const pieces: Buffer[] = [];
  for (let start = 0; start + HEADER_BYTES <= data.length; ) {
    const end = start + HEADER_BYTES + data.readUInt32BE(start + 4);
    pieces.push(data.subarray(start + HEADER_BYTES, end));
    start = end;
  }
  return Buffer.concat(pieces).toString();
}
