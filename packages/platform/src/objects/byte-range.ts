import { ServiceError } from "../errors.ts";

export interface ByteRange {
  start: number;
  /** The last byte of it, as in HTTP; may lie behind the end of the content. */
  end: number;
}

/** The part of `range` that content of that size has. */
export function clampRange({ start, end }: ByteRange, sizeBytes: number): ByteRange {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || start >= sizeBytes) {
    throw rangeInvalid();
  }
  return { start, end: Math.min(end, sizeBytes - 1) };
}

export function rangeInvalid(): ServiceError {
  return new ServiceError("invalid_argument", "object_range_invalid", "The content has no bytes in that range.");
}
