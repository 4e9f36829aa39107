import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import yazl from "yazl";
import { UsageError } from "./cli-error.ts";

/** Never worth uploading, whatever nexau.json says. */
const ALWAYS_EXCLUDED = new Set([".git", "node_modules", "__pycache__", ".venv", ".DS_Store", ".nexau-cloud", ".env"]);

export interface Bundle {
  zip: Buffer;
  files: string[];
}

/** Zips an agent project: the folder that holds nexau.json, less what its `excluded` lists. */
export async function createBundle(folder: string): Promise<Bundle> {
  const manifestPath = join(folder, "nexau.json");
  if (!existsSync(folder)) throw new UsageError(`There is no folder ${folder}.`);
  if (!existsSync(manifestPath)) {
    throw new UsageError(`${folder} has no nexau.json, so it is not an agent project.`);
  }
  const excluded = readExcluded(manifestPath);
  const files = [...filesOf(folder, folder, excluded)].sort();
  const zip = new yazl.ZipFile();
  for (const file of files) {
    const path = join(folder, file);
    // A fixed time makes the same files give the same bytes, so that an unchanged project keeps its digest.
    zip.addFile(path, file, {
      mtime: new Date("2020-01-01T00:00:00Z"),
      mode: statSync(path).mode & 0o111 ? 0o100755 : 0o100644,
    });
  }
  zip.end();
  return { zip: await buffer(zip.outputStream), files };
}

function readExcluded(manifestPath: string): string[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
  } catch (error) {
    throw new UsageError(`${manifestPath} is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  const excluded = (manifest as { excluded?: unknown }).excluded ?? [];
  if (!Array.isArray(excluded) || excluded.some((entry) => typeof entry !== "string")) {
    throw new UsageError(`${manifestPath}: "excluded" must be a list of paths.`);
  }
  return excluded.map((entry: string) => entry.replace(/^\.\//, "").replace(/\/$/, ""));
}

function* filesOf(root: string, folder: string, excluded: string[]): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const inside = relative(root, path).split(sep).join("/");
    if (ALWAYS_EXCLUDED.has(name) || excluded.some((entry) => matches(inside, name, entry))) continue;
    const stats = lstatSync(path);
    if (stats.isDirectory()) yield* filesOf(root, path, excluded);
    else if (stats.isFile()) yield inside;
    else
      throw new UsageError(
        `${path} is a link or a special file; bundles hold plain files only. Exclude it in nexau.json.`,
      );
  }
}

/** An entry is a path from the root, a bare name at any depth, or either with `*`. */
function matches(path: string, name: string, entry: string): boolean {
  if (path === entry || name === entry) return true;
  if (!entry.includes("*")) return false;
  const pattern = entry
    .replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("**", "\u0000")
    .replaceAll("*", "[^/]*")
    .replaceAll("\u0000", ".*");
  return new RegExp(`^${pattern}$`).test(entry.includes("/") ? path : name);
}
