import { ServiceError } from "../errors.ts";

/** What the caller may know of an error of the disk or of the other side. */
export function storageError(error: unknown): unknown {
  if (error instanceof ServiceError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new ServiceError("insufficient_storage", "storage_full", "There is no space left to store this.", {
    cause: error,
  });
}

export function objectNotFound(): ServiceError {
  return new ServiceError("not_found", "object_not_found", "There is no such stored object.");
}

/** Nothing there; a file where a folder of the path should be says the same. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
