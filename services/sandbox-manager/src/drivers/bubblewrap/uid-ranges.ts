import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServiceError } from "@nexau-cloud/platform";
import { isSameProcess, processIdentity } from "./process-identity.ts";
import { IDS_PER_RANGE } from "./user-namespace.ts";

/** Hands out ranges of the host's user ids, each to one running sandbox at a time, over all managers of this machine. */
export interface UidRanges {
  /** The first id of a range: `wanted` if it is free, else another. */
  take(wanted: number | undefined): number;
  release(firstUid: number): void;
}

export interface UidRangesOptions {
  /** Folder that all managers of this machine share. */
  folder: string;
  firstUid: number;
  count: number;
}

export function createUidRanges({ folder, firstUid, count }: UidRangesOptions): UidRanges {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const held = new Set<number>();
  let next = 0;

  const fileOf = (first: number) => join(folder, String(first));
  const isOurs = (first: number) =>
    first >= firstUid && first < firstUid + count * IDS_PER_RANGE && (first - firstUid) % IDS_PER_RANGE === 0;

  /** The file is the claim: it appears whole or not at all, and names a process whose death ends it. */
  function claim(first: number): boolean {
    const draft = join(folder, `.${process.pid}`);
    writeFileSync(draft, processIdentity(process.pid) ?? "", { mode: 0o600 });
    try {
      linkSync(draft, fileOf(first));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    held.add(first);
    return true;
  }

  function forgetDead(): void {
    for (const name of readdirSync(folder)) {
      if (held.has(Number(name))) continue;
      if (!isSameProcess(readFileSync(join(folder, name), "utf8"))) rmSync(join(folder, name), { force: true });
    }
  }

  forgetDead();
  return {
    take: (wanted) => {
      if (wanted !== undefined && isOurs(wanted) && claim(wanted)) return wanted;
      for (let tries = 0; tries < count; tries++) {
        const first = firstUid + (next++ % count) * IDS_PER_RANGE;
        if (claim(first)) return first;
      }
      forgetDead();
      throw new ServiceError(
        "resource_exhausted",
        "sandbox_limit_reached",
        "This machine has no user ids left for another sandbox.",
      );
    },
    release: (first) => {
      if (held.delete(first)) rmSync(fileOf(first), { force: true });
    },
  };
}
