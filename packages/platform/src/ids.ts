import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `<prefix>_<ULID>`: 48 bits of milliseconds, 80 random bits, so ids sort by time of making. */
export function newId(prefix: string, now: number = Date.now()): string {
  return `${prefix}_${ulid(now)}`;
}

function ulid(now: number): string {
  let time = "";
  for (let rest = now, index = 0; index < 10; index++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  const random = randomBytes(16);
  let tail = "";
  for (let index = 0; index < 16; index++) tail += ALPHABET[(random[index] ?? 0) % 32];
  return time + tail;
}
