import { hashSecret } from "@nexau-cloud/platform";
import type { Secrets } from "../auth/secrets.ts";
import type { ProjectKeyTable } from "../db/tables.ts";

export interface NewKeyDeps {
  secrets: Pick<Secrets, "accessKey" | "secretKey">;
  newId: (prefix: string) => string;
  now: () => Date;
}

/** A pair to be stored; the secret itself is only here. */
export function newProjectKey(
  { secrets, newId, now }: NewKeyDeps,
  { projectId, name }: { projectId: string; name: string },
): { row: ProjectKeyTable; secretKey: string } {
  const secretKey = secrets.secretKey();
  const row = {
    id: newId("key"),
    project_id: projectId,
    name,
    access_key: secrets.accessKey(),
    secret_hash: hashSecret(secretKey),
    created_at: now(),
    last_used_at: null,
  };
  return { row, secretKey };
}
