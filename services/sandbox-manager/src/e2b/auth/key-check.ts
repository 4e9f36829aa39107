import { createHash } from "node:crypto";
import { ServiceError } from "@nexau-cloud/platform";

export interface KeyCheckDeps {
  /** Asks the backend; throws `unauthenticated` for a wrong key. */
  verify(apiKey: string): Promise<{ projectId: string }>;
  now: () => Date;
}

export type KeyCheck = (apiKey: string) => Promise<{ projectId: string }>;

const GOOD_MS = 5_000;
const BAD_MS = 1_000;
const MAX_ENTRIES = 1_000;

interface Entry {
  until: number;
  answer: Promise<{ projectId: string }>;
}

/** Remembers for seconds what the backend says of a key, by its hash, so that no secret lies in memory. */
export function createKeyCheck({ verify, now }: KeyCheckDeps): KeyCheck {
  const entries = new Map<string, Entry>();

  return function check(apiKey) {
    const hash = createHash("sha256").update(apiKey).digest("base64");
    const time = now().getTime();
    const known = entries.get(hash);
    if (known && known.until > time) return known.answer;
    const entry: Entry = { until: time + GOOD_MS, answer: verify(apiKey) };
    entries.delete(hash);
    entries.set(hash, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= MAX_ENTRIES) break;
      entries.delete(oldest);
    }
    entry.answer.catch((error: unknown) => {
      // "Wrong" is worth remembering for a moment; "the backend is away" is not.
      if (error instanceof ServiceError && error.code === "unauthenticated") entry.until = time + BAD_MS;
      else if (entries.get(hash) === entry) entries.delete(hash);
    });
    return entry.answer;
  };
}
