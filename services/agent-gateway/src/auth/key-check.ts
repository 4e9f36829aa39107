import { createHash } from "node:crypto";
import { ServiceError } from "@nexau-cloud/platform";
import type { Credentials } from "./credentials.ts";

/** Who calls: a key of a project. */
export interface Principal {
  keyId: string;
  projectId: string;
}

export interface KeyCheckDeps {
  /** Asks the backend; throws `unauthenticated` for a wrong pair. */
  verify: (credentials: Credentials) => Promise<Principal>;
  goodMs: number;
  badMs: number;
  maxEntries: number;
  now: () => Date;
}

export interface KeyCheck {
  check(credentials: Credentials): Promise<Principal>;
  /** Keys were made, reset or deleted: nothing remembered holds any more. */
  forget(): void;
}

interface Entry {
  until: number;
  answer: Promise<Principal>;
}

/** Remembers for seconds what the backend says of a pair, keyed by its hash, so that no secret lies in memory. */
export function createKeyCheck({ verify, goodMs, badMs, maxEntries, now }: KeyCheckDeps): KeyCheck {
  const entries = new Map<string, Entry>();

  function check(credentials: Credentials): Promise<Principal> {
    const key = createHash("sha256").update(`${credentials.accessKey}:${credentials.secretKey}`).digest("base64");
    const known = entries.get(key);
    if (known && known.until > now().getTime()) return known.answer;
    const entry: Entry = { until: now().getTime() + goodMs, answer: verify(credentials) };
    entries.delete(key);
    entries.set(key, entry);
    // The oldest entry goes first; what was asked anew is young again.
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
    entry.answer.catch((error) => {
      // "Wrong" is worth remembering for a moment; "the backend is away" is not.
      const wrong = error instanceof ServiceError && error.code === "unauthenticated";
      if (wrong) entry.until = now().getTime() + badMs;
      else if (entries.get(key) === entry) entries.delete(key);
    });
    return entry.answer;
  }

  return { check, forget: () => entries.clear() };
}
