import { ServiceError } from "@nexau-cloud/platform";

export type BundleErrorReason =
  | "bundle_not_a_zip"
  | "bundle_truncated"
  | "bundle_corrupt"
  | "bundle_encrypted"
  | "bundle_compression_unsupported"
  | "bundle_path_unsafe"
  | "bundle_entry_type_unsafe"
  | "bundle_name_clash"
  | "bundle_too_large"
  | "bundle_too_many_entries"
  | "bundle_ratio_suspicious"
  | "bundle_manifest_missing"
  | "bundle_manifest_ambiguous"
  | "bundle_manifest_invalid";

/** A bundle that we refuse, with the reason its owner can act on. */
export function bundleError(reason: BundleErrorReason, message: string, options?: ErrorOptions): ServiceError {
  return new ServiceError("unprocessable", reason, message, options);
}

/** A name out of a zip as it may stand in a message: control and direction characters spelt out, not too long. */
export function printableName(name: string): string {
  const spelt = name.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ""}}`,
  );
  return JSON.stringify(spelt.length > 120 ? `${spelt.slice(0, 120)}...` : spelt).replaceAll("\\\\", "\\");
}
