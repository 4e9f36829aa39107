import type { Artifact } from "@nexau-cloud/contracts";
import type { ArtifactRow } from "./artifact-store.ts";

export function toArtifact(row: ArtifactRow): Artifact {
  return {
    id: row.id,
    state: row.state,
    content_type: row.content_type,
    size: row.size_bytes ?? row.announced_bytes,
    sha256: row.digest,
    reason: row.reason,
    created_at: row.created_at.toISOString(),
    confirmed_at: row.confirmed_at?.toISOString() ?? null,
  };
}
