import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type BundleLimits, inspectBundle } from "@nexau-cloud/agent-spec";
import type { Artifact, ConfirmUpload } from "@nexau-cloud/contracts";
import { type ObjectStorage, ServiceError } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Database } from "../db/tables.ts";
import { versionNotFound } from "../versions/version-errors.ts";
import * as versionStore from "../versions/version-store.ts";
import {
  artifactDigestMismatch,
  artifactNotFound,
  artifactNotPending,
  artifactNotUploaded,
  artifactSizeMismatch,
  artifactTooLarge,
  uploadSizeMismatch,
} from "./artifact-errors.ts";
import { contentKeyOf } from "./artifact-keys.ts";
import * as artifactStore from "./artifact-store.ts";
import * as storedObjectStore from "./stored-object-store.ts";
import { toArtifact } from "./to-artifact.ts";

export interface ConfirmServiceDeps {
  db: Database;
  objects: ObjectStorage;
  audit: AuditLog;
  limits: BundleLimits;
  /** Folder for the copy that is looked at. */
  workDir: string;
  now: () => Date;
}

interface ReceivedFile {
  path: string;
  sizeBytes: number;
  digest: string;
}

export type ConfirmService = ReturnType<typeof createConfirmService>;

/**
 * Confirming an upload (RFC-0017): what arrived is copied out of reach of its sender, checked, and stored under its digest.
 * Only then is it usable.
 */
export function createConfirmService({ db, objects, audit, limits, workDir, now }: ConfirmServiceDeps) {
  /** Safe to repeat: a ready artifact is answered again. */
  async function confirm(
    principal: Principal,
    { projectId, versionId }: { projectId: string; versionId: string },
    expected: ConfirmUpload,
  ): Promise<Artifact> {
    const artifact = await artifactStore.findOfVersion(db, projectId, versionId);
    if (!artifact) {
      if (!(await versionStore.find(db, projectId, versionId))) throw versionNotFound(versionId);
      throw artifactNotFound();
    }
    if (artifact.state === "ready") return confirmedBefore(artifact, expected);
    if (artifact.state !== "pending") throw artifactNotPending(artifact.state, artifact.reason);
    if (artifact.expires_at <= now()) throw artifactNotPending("expired", null);
    const by = { by: principal, projectId, target: versionId };
    try {
      const { sizeBytes, digest } = await withCopy(artifact, async (file) => {
        await check(artifact, file, expected);
        await store(file);
        return file;
      });
      const isReady = await artifactStore.setReady(db, { projectId, id: artifact.id, digest, sizeBytes, now: now() });
      const after = await artifactStore.find(db, projectId, artifact.id);
      if (after?.state !== "ready") throw artifactNotPending(after?.state ?? "gone", after?.reason ?? null);
      if (isReady) {
        const detail = { artifact_id: artifact.id, sha256: digest, size: sizeBytes };
        await audit.record({ ...by, action: "artifact.confirm", detail });
      }
      return toArtifact(after);
    } catch (error) {
      if (error instanceof ServiceError && error.code === "unprocessable") {
        await artifactStore.setFailed(db, { projectId, id: artifact.id, reason: error.message });
        const detail = { artifact_id: artifact.id, reason: error.reason, message: error.message };
        await audit.record({ ...by, action: "artifact.refuse", detail });
      }
      throw error;
    }
  }

  async function withCopy<Result>(
    artifact: artifactStore.ArtifactRow,
    use: (file: ReceivedFile) => Promise<Result>,
  ): Promise<Result> {
    const stored = artifact.upload_key ? await objects.get(artifact.upload_key) : undefined;
    if (!stored) throw artifactNotUploaded();
    const folder = await mkdtemp(join(workDir, "confirm-"));
    try {
      const path = join(folder, "bundle.zip");
      const hash = createHash("sha256");
      let sizeBytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sizeBytes += chunk.length;
          hash.update(chunk);
          done(sizeBytes > limits.zipBytes ? artifactTooLarge(sizeBytes, limits.zipBytes) : null, chunk);
        },
      });
      await pipeline(stored.body, count, createWriteStream(path, { flags: "wx", mode: 0o600 }));
      return await use({ path, sizeBytes, digest: hash.digest("hex") });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async function check(artifact: artifactStore.ArtifactRow, file: ReceivedFile, expected: ConfirmUpload) {
    if (file.sizeBytes !== artifact.announced_bytes) throw uploadSizeMismatch(artifact.announced_bytes, file.sizeBytes);
    if (file.sizeBytes !== expected.bundle_size) throw artifactSizeMismatch(expected.bundle_size, file.sizeBytes);
    if (expected.sha256 && expected.sha256 !== file.digest) throw artifactDigestMismatch(expected.sha256, file.digest);
    await inspectBundle(file.path, limits);
  }

  /** Stores our copy and not the upload itself: its sender could have replaced that after we looked at it. */
  async function store({ path, sizeBytes, digest }: ReceivedFile): Promise<void> {
    await storedObjectStore.touch(db, { digest, sizeBytes, now: now() });
    const key = contentKeyOf(digest);
    if ((await objects.head(key))?.sizeBytes === sizeBytes) return;
    await objects.put(key, createReadStream(path), { contentType: "application/zip", maxBytes: sizeBytes });
  }

  return { confirm };
}

function confirmedBefore(artifact: artifactStore.ArtifactRow, expected: ConfirmUpload): Artifact {
  const { size_bytes: size, digest } = artifact;
  if (size !== expected.bundle_size) throw artifactSizeMismatch(expected.bundle_size, size ?? 0);
  if (expected.sha256 && expected.sha256 !== digest) throw artifactDigestMismatch(expected.sha256, digest ?? "");
  return toArtifact(artifact);
}
