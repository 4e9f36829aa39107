/** What an agent bundle may cost. Declared sizes are checked before anything is unpacked, real ones while inflating. */
export interface BundleLimits {
  /** Of the zip itself. */
  zipBytes: number;
  /** Files and folders in it. */
  entries: number;
  /** Of one file, unpacked. */
  fileBytes: number;
  /** Of all files together, unpacked. */
  totalBytes: number;
  /** Unpacked to packed, of one file and of all together. What is smaller than `RATIO_FLOOR_BYTES` is let through. */
  ratio: number;
}

export const DEFAULT_BUNDLE_LIMITS: BundleLimits = {
  zipBytes: 100 * 1024 * 1024,
  entries: 10_000,
  fileBytes: 100 * 1024 * 1024,
  totalBytes: 500 * 1024 * 1024,
  ratio: 100,
};

/** Small files compress as well as they like: an empty log of 200 KB is no bomb. */
export const RATIO_FLOOR_BYTES = 1024 * 1024;
