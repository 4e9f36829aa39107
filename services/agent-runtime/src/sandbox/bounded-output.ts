/** Keeps the beginning and the end of what a program writes, and counts what it drops from the middle. */
export interface BoundedOutput {
  add(chunk: Uint8Array): void;
  /** Bytes written in all. */
  readonly bytes: number;
  text(): string;
}

export function createBoundedOutput(maxBytes: number): BoundedOutput {
  const headLimit = Math.ceil(maxBytes / 2);
  const tailLimit = Math.floor(maxBytes / 2);
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let bytes = 0;

  function addToTail(chunk: Uint8Array): void {
    tail.push(chunk);
    tailBytes += chunk.length;
    for (let first = tail[0]; first && tailBytes > tailLimit; first = tail[0]) {
      const surplus = tailBytes - tailLimit;
      if (first.length > surplus) tail[0] = first.subarray(surplus);
      else tail.shift();
      tailBytes -= Math.min(first.length, surplus);
    }
  }

  return {
    add(chunk) {
      bytes += chunk.length;
      const room = Math.max(0, headLimit - headBytes);
      if (room > 0) {
        head.push(chunk.subarray(0, room));
        headBytes += Math.min(room, chunk.length);
      }
      if (chunk.length > room) addToTail(chunk.subarray(room));
    },
    get bytes() {
      return bytes;
    },
    text() {
      const dropped = bytes - headBytes - tailBytes;
      if (dropped === 0) return Buffer.concat([...head, ...tail]).toString("utf8");
      const cut = `\n... [${dropped} bytes left out] ...\n`;
      return Buffer.concat(head).toString("utf8") + cut + Buffer.concat(tail).toString("utf8");
    },
  };
}
