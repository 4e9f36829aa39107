import { ServiceError } from "@nexau-cloud/platform";

export const artifactNotFound = () =>
  new ServiceError("not_found", "artifact_not_found", "There is no such upload. Ask for an upload URL first.");

export const artifactImmutable = () =>
  new ServiceError(
    "failed_precondition",
    "artifact_immutable",
    "This version has its artifact; what a version is made of does not change. Create a new version.",
  );

export const artifactTypeUnsupported = (contentType: string) =>
  new ServiceError(
    "unsupported_media_type",
    "artifact_type_unsupported",
    `Only application/zip is accepted, not ${contentType.slice(0, 100)}.`,
  );

export const artifactTooLarge = (size: number, limit: number) =>
  new ServiceError("payload_too_large", "artifact_too_large", `The bundle has ${size} bytes; ${limit} are allowed.`);

export const uploadSizeMismatch = (announced: number, arrived: number | string) =>
  new ServiceError(
    "unprocessable",
    "upload_size_mismatch",
    `The upload was announced with ${announced} bytes, but has ${arrived}.`,
  );

export const artifactNotUploaded = () =>
  new ServiceError("failed_precondition", "artifact_not_uploaded", "Nothing has been uploaded yet.");

export const artifactSizeMismatch = (bundleSize: number, arrived: number) =>
  new ServiceError(
    "unprocessable",
    "artifact_size_mismatch",
    `bundle_size is ${bundleSize}, but ${arrived} bytes have arrived.`,
  );

export const artifactDigestMismatch = (expected: string, arrived: string) =>
  new ServiceError(
    "unprocessable",
    "artifact_digest_mismatch",
    `sha256 is ${expected}, but what has arrived has ${arrived}.`,
  );

export const artifactNotPending = (state: string, reason: string | null) =>
  new ServiceError(
    "failed_precondition",
    "artifact_not_pending",
    `The upload is ${state}${reason ? `: ${reason}` : "."} Ask for a new upload URL.`,
  );

export const artifactNotReady = () =>
  new ServiceError(
    "failed_precondition",
    "artifact_not_ready",
    "The version has no confirmed artifact. Upload a bundle and confirm it first.",
  );
