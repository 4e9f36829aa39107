import type { ObjectStorage } from "@nexau-cloud/platform";
import type { Database } from "../db/tables.ts";
import { contentKeyOf } from "./artifact-keys.ts";
import * as artifactStore from "./artifact-store.ts";
import * as storedObjectStore from "./stored-object-store.ts";

export interface ArtifactCleanupDeps {
  db: Database;
  objects: Pick<ObjectStorage, "delete">;
  graceMs: number;
  now: () => Date;
}

/** Steps of the clean-up job: uploads that were never confirmed, and content that nothing refers to. */
export function createArtifactCleanup({ db, objects, graceMs, now }: ArtifactCleanupDeps) {
  async function expireUploads(): Promise<void> {
    await artifactStore.expirePending(db, now());
    for (const { id, upload_key } of await artifactStore.listLeftUploads(db)) {
      await objects.delete(upload_key);
      await artifactStore.clearUpload(db, id);
    }
    await artifactStore.removeDetached(db);
  }

  async function removeUnreferenced(): Promise<void> {
    const before = new Date(now().getTime() - graceMs);
    for (const digest of await storedObjectStore.listUnreferenced(db, before)) {
      // The one place where storage is called inside a transaction: whoever confirms the same content right now waits at
      // the row that is being deleted, and then stores it anew.
      await db.transaction().execute(async (trx) => {
        if (await storedObjectStore.removeUnreferenced(trx, digest, before)) await objects.delete(contentKeyOf(digest));
      });
    }
  }

  return { expireUploads, removeUnreferenced };
}
