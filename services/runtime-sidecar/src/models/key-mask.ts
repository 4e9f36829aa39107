/** Takes a provider's key out of bytes that pass by, wherever they are split. */
export interface KeyMask {
  push(chunk: Buffer): Buffer;
  /** What was held back as a possible beginning of the key. */
  flush(): Buffer;
  text(text: string): string;
}

const MASK = "***";

/**
 * Answers are held back only as far as their end could be the beginning of the key, which is next to never. Keys shorter
 * than `minLength` ("x", "EMPTY": what local servers are given) are words that an answer may well contain: left alone.
 */
export function createKeyMask(key: string, minLength: number): KeyMask {
  const spellings = key.length < minLength ? [] : spellingsOf(key);
  const needles = spellings.map((spelling) => Buffer.from(spelling));
  let held: Buffer = Buffer.alloc(0);

  function masked(bytes: Buffer): Buffer {
    let result = bytes;
    for (const [index, needle] of needles.entries()) {
      if (result.indexOf(needle) !== -1) {
        result = Buffer.from(result.toString("latin1").replaceAll(latin1(spellings[index] ?? ""), MASK), "latin1");
      }
    }
    return result;
  }

  return {
    push(chunk) {
      const bytes = masked(held.length > 0 ? Buffer.concat([held, chunk]) : chunk);
      const tail = Math.max(0, ...needles.map((needle) => overlap(bytes, needle)));
      held = bytes.subarray(bytes.length - tail);
      return bytes.subarray(0, bytes.length - tail);
    },
    flush() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
    text: (text) => spellings.reduce((result, spelling) => result.replaceAll(spelling, MASK), text),
  };
}

/** As it is, inside a JSON text, and inside a URL. */
function spellingsOf(key: string): string[] {
  const json = JSON.stringify(key).slice(1, -1);
  return [...new Set([key, json, json.replaceAll("/", "\\/"), encodeURIComponent(key)])];
}

/** Length of the longest end of `bytes` that is a beginning of `needle`. */
function overlap(bytes: Buffer, needle: Buffer): number {
  const first = needle[0];
  for (let at = Math.max(0, bytes.length - needle.length + 1); at < bytes.length; at++) {
    if (bytes[at] === first && bytes.subarray(at).equals(needle.subarray(0, bytes.length - at))) {
      return bytes.length - at;
    }
  }
  return 0;
}

const latin1 = (text: string) => Buffer.from(text).toString("latin1");
