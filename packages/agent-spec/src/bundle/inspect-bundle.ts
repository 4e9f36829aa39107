import type { BundleIssue } from "@nexau-cloud/contracts";
import { type BundleEntry, readEntries } from "./bundle-entries.ts";
import { bundleError, printableName } from "./bundle-error.ts";
import { type BundleLimits, DEFAULT_BUNDLE_LIMITS } from "./bundle-limits.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { readEntryContent } from "./read-entry.ts";
import { openZip, type ZipArchive } from "./zip-archive.ts";

export interface BundleFile {
  /** Relative to nexau.json's folder, `/`-separated. */
  path: string;
  sizeBytes: number;
  executable: boolean;
}

export interface BundleInspection {
  manifest: Manifest;
  /** Folder of the zip that holds nexau.json, with a slash at its end; empty when it lies at the top. */
  rootPrefix: string;
  /** What `extractBundle` writes. */
  files: BundleFile[];
  totalBytes: number;
  warnings: BundleIssue[];
}

const MANIFEST = "nexau.json";
const MANIFEST_MAX_BYTES = 1024 * 1024;

/** Checks a zip as far as it can be without unpacking, and reads its nexau.json. Throws the one reason to refuse it. */
export async function inspectBundle(
  zipFile: string,
  limits: BundleLimits = DEFAULT_BUNDLE_LIMITS,
): Promise<BundleInspection> {
  await using archive = await openZip(zipFile);
  return (await inspectArchive(archive, limits)).inspection;
}

/** The same for an open archive, with the entries that belong to the project. */
export async function inspectArchive(
  archive: ZipArchive,
  limits: BundleLimits,
): Promise<{ inspection: BundleInspection; entries: BundleEntry[] }> {
  const all = await readEntries(archive, limits);
  const manifestEntry = findManifest(all);
  const rootPrefix = manifestEntry.path.slice(0, -MANIFEST.length);
  if (manifestEntry.sizeBytes > MANIFEST_MAX_BYTES) {
    throw bundleError("bundle_manifest_invalid", `nexau.json is larger than ${MANIFEST_MAX_BYTES} bytes.`);
  }
  const text = (await readEntryContent(archive, manifestEntry)).toString("utf8");
  const { manifest, unknownKeys } = parseManifest(text);
  const entries = all
    .filter(({ path }) => path.startsWith(rootPrefix))
    .map((entry) => ({ ...entry, path: entry.path.slice(rootPrefix.length) }));
  const files = entries
    .filter(({ isFolder }) => !isFolder)
    .map(({ path, sizeBytes, executable }) => ({ path, sizeBytes, executable }));
  return {
    entries,
    inspection: {
      manifest,
      rootPrefix,
      files,
      totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      warnings: [...unknownKeys.map(unknownKeyWarning), ...outsideWarnings(all, rootPrefix)],
    },
  };
}

/** nexau.json at the top of the zip, else the one that lies in exactly one folder. */
function findManifest(entries: BundleEntry[]): BundleEntry {
  const candidates = entries.filter(({ path, isFolder }) => !isFolder && /^(?:[^/]+\/)?nexau\.json$/.test(path));
  const top = candidates.find(({ path }) => path === MANIFEST);
  if (top) return top;
  const [first, second] = candidates;
  if (!first) {
    throw bundleError(
      "bundle_manifest_missing",
      "The bundle has no nexau.json at its top, nor in a single folder around it.",
    );
  }
  if (second) {
    throw bundleError(
      "bundle_manifest_ambiguous",
      `Both ${printableName(first.path)} and ${printableName(second.path)} are there; a bundle holds one project.`,
    );
  }
  return first;
}

const unknownKeyWarning = (key: string): BundleIssue => ({
  code: "manifest_key_unknown",
  file: MANIFEST,
  message: `${JSON.stringify(key)} means nothing here; it is ignored.`,
});

function outsideWarnings(entries: BundleEntry[], rootPrefix: string): BundleIssue[] {
  const outside = entries.filter(({ path, isFolder }) => !isFolder && !path.startsWith(rootPrefix));
  return outside.map(({ path }) => ({
    code: "file_outside_project",
    file: path,
    message: `The file lies outside ${printableName(rootPrefix)}, where nexau.json is; it is left out.`,
  }));
}
