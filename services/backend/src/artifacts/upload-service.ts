import type { Readable } from "node:stream";
import type { CreateUploadUrl, UploadUrl } from "@nexau-cloud/contracts";
import { type ObjectStorage, ServiceError } from "@nexau-cloud/platform";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Principal } from "../auth/principal.ts";
import type { Database } from "../db/tables.ts";
import { versionNotFound } from "../versions/version-errors.ts";
import * as versionStore from "../versions/version-store.ts";
import {
  artifactImmutable,
  artifactNotFound,
  artifactNotPending,
  artifactTooLarge,
  artifactTypeUnsupported,
  uploadSizeMismatch,
} from "./artifact-errors.ts";
import { uploadKeyOf } from "./artifact-keys.ts";
import * as artifactStore from "./artifact-store.ts";

const ZIP_TYPES = ["application/zip", "application/x-zip-compressed"];

export interface UploadServiceDeps {
  db: Database;
  objects: ObjectStorage;
  audit: AuditLog;
  settings: { maxBytes: number; uploadTtlMs: number };
  newId: (prefix: string) => string;
  now: () => Date;
}

export interface UploadRequest {
  artifactId: string;
  /** From the request's Content-Length; undefined where it is chunked. */
  contentLength: number | undefined;
  body: Readable;
  signal: AbortSignal;
}

export type UploadService = ReturnType<typeof createUploadService>;

/** From the wish to upload to the bytes in storage; what they are worth is seen when the upload is confirmed. */
export function createUploadService({ db, objects, audit, settings, newId, now }: UploadServiceDeps) {
  async function createUploadUrl(
    principal: Principal,
    { projectId, versionId }: { projectId: string; versionId: string },
    request: CreateUploadUrl,
  ): Promise<UploadUrl> {
    const contentType = request.content_type.split(";", 1)[0]?.trim().toLowerCase() ?? "";
    if (!ZIP_TYPES.includes(contentType)) throw artifactTypeUnsupported(request.content_type);
    if (request.content_length > settings.maxBytes) throw artifactTooLarge(request.content_length, settings.maxBytes);
    const id = newId("art");
    const expiresAt = new Date(now().getTime() + settings.uploadTtlMs);
    await db.transaction().execute(async (trx) => {
      const version = await versionStore.lock(trx, projectId, versionId);
      if (!version) throw versionNotFound(versionId);
      const current = version.artifact_id ? await artifactStore.find(trx, projectId, version.artifact_id) : undefined;
      if (current?.state === "ready") throw artifactImmutable();
      await artifactStore.supersede(trx, projectId, versionId);
      await artifactStore.insert(trx, {
        id,
        project_id: projectId,
        version_id: versionId,
        state: "pending",
        content_type: contentType,
        announced_bytes: request.content_length,
        size_bytes: null,
        digest: null,
        upload_key: uploadKeyOf(id),
        reason: null,
        created_at: now(),
        expires_at: expiresAt,
        confirmed_at: null,
      });
      await versionStore.setArtifact(trx, { projectId, id: versionId, artifactId: id });
      const detail = { artifact_id: id, content_length: request.content_length };
      await audit.record({ by: principal, action: "artifact.upload_url", projectId, target: versionId, detail }, trx);
    });
    const signed = await objects.signUrl({
      key: uploadKeyOf(id),
      method: "PUT",
      expiresInSeconds: Math.ceil(settings.uploadTtlMs / 1000),
      contentLength: request.content_length,
      contentType,
    });
    const isDirect = !signed.url.startsWith("/");
    return {
      // Where storage is ours the upload goes through the public door, signed in as everything there.
      upload_url: isDirect ? signed.url : `/api/uploads/${id}`,
      upload_headers: isDirect ? signed.headers : { "Content-Type": contentType },
      needs_confirm: true,
      expires_at: expiresAt.toISOString(),
    };
  }

  /** May be repeated until the upload is confirmed; the last one whole counts. */
  async function receive(principal: Principal, { artifactId, contentLength, body, signal }: UploadRequest) {
    const artifact = await requirePending(principal, artifactId);
    const announced = artifact.announced_bytes;
    if (contentLength !== undefined && contentLength !== announced) throw uploadSizeMismatch(announced, contentLength);
    const stored = await put(artifact, body, signal);
    if (stored.sizeBytes !== announced) {
      await objects.delete(uploadKeyOf(artifactId));
      throw uploadSizeMismatch(announced, stored.sizeBytes);
    }
    // It may have expired while the bytes were coming, and then nobody would clean up after us.
    const after = await artifactStore.find(db, artifact.project_id, artifactId);
    if (after?.state !== "pending") {
      await objects.delete(uploadKeyOf(artifactId));
      throw artifactNotPending(after?.state ?? "gone", after?.reason ?? null);
    }
    return { size: stored.sizeBytes, sha256: stored.digest };
  }

  async function requirePending({ userId, projectIds }: Principal, artifactId: string) {
    const artifact = await artifactStore.findOfOwner(db, userId, artifactId);
    if (!artifact || (projectIds && !projectIds.includes(artifact.project_id))) throw artifactNotFound();
    if (artifact.state !== "pending" || artifact.expires_at <= now()) {
      throw artifactNotPending(artifact.state === "pending" ? "expired" : artifact.state, artifact.reason);
    }
    return artifact;
  }

  async function put(artifact: artifactStore.ArtifactRow, body: Readable, signal: AbortSignal) {
    try {
      return await objects.put(uploadKeyOf(artifact.id), body, {
        contentType: artifact.content_type,
        maxBytes: artifact.announced_bytes,
        signal,
      });
    } catch (error) {
      if (error instanceof ServiceError && error.reason === "object_too_large") {
        throw uploadSizeMismatch(artifact.announced_bytes, "more");
      }
      throw error;
    }
  }

  return { createUploadUrl, receive };
}
