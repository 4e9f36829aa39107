import type { ResolvedVersion } from "@nexau-cloud/contracts";

export interface VersionQuery {
  projectId: string;
  tag?: string | undefined;
  versionId?: string | undefined;
}

export interface VersionResolver {
  resolve(query: VersionQuery): Promise<ResolvedVersion>;
  /** A version was activated or deactivated. */
  forget(): void;
}

const MAX_ENTRIES = 1_000;

/** Asks the backend which version is meant, at most once per query and second. */
export function createVersionResolver(deps: {
  resolve: (query: VersionQuery) => Promise<ResolvedVersion>;
  cacheMs: number;
  now: () => Date;
}): VersionResolver {
  const entries = new Map<string, { until: number; answer: Promise<ResolvedVersion> }>();

  function resolve({ projectId, tag, versionId }: VersionQuery): Promise<ResolvedVersion> {
    const key = JSON.stringify([projectId, tag, versionId]);
    const known = entries.get(key);
    if (known && known.until > deps.now().getTime()) return known.answer;
    if (entries.size >= MAX_ENTRIES) entries.clear();
    const entry = {
      until: deps.now().getTime() + deps.cacheMs,
      answer: deps.resolve({ projectId, ...(tag ? { tag } : {}), ...(versionId ? { versionId } : {}) }),
    };
    entries.set(key, entry);
    // A refusal is asked for anew: what it refuses may be put right at any moment.
    entry.answer.catch(() => entries.get(key) === entry && entries.delete(key));
    return entry.answer;
  }

  return { resolve, forget: () => entries.clear() };
}
