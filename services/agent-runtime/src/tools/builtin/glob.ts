import { posix } from "node:path";
import picomatch from "picomatch";
import { z } from "zod";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { resolvePath } from "./resolve-path.ts";
import { runBash } from "./run-bash.ts";
import { toolError, typeOfSandboxError } from "./tool-error.ts";

/** Folders that are never looked into: nobody means them, and they are large. `.nexau` has the copy that tools run from. */
export const SKIPPED_FOLDERS = [".git", "node_modules", "__pycache__", ".venv", ".svn", ".hg", ".nexau"];

const MAX_PATTERN_CHARACTERS = 2000;
const MAX_LISTED = 2000;

/** Prints time and path of every file below `$1`, then, after an empty record, those that git ignores. */
const LIST_FILES = `
cd -- "$1" || exit 3
find . -type d \\( ${SKIPPED_FOLDERS.map((name) => `-name ${name}`).join(" -o ")} \\) -prune -o -type f -printf '%T@ %P\\0'
printf '\\0'
if [ "$2" = git ] && git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  find . -type d -name .git -prune -o -type f -printf '%P\\0' | git check-ignore -z --stdin
fi
exit 0`;

export interface FoundFile {
  /** Relative to the folder that was searched. */
  path: string;
  modified: number;
}

export const glob = defineTool(
  "glob",
  {
    pattern: z.string(),
    dir_path: z.string().nullish(),
    case_sensitive: z.boolean().default(false),
    respect_git_ignore: z.boolean().default(true),
  },
  async ({ pattern, dir_path, case_sensitive, respect_git_ignore }, context) => {
    if (pattern.trim() === "" || pattern.length > MAX_PATTERN_CHARACTERS) {
      return toolError("INVALID_PATTERN", "The 'pattern' parameter cannot be empty or that long.");
    }
    const folder = resolvePath(context, dir_path ?? ".");
    try {
      const entry = await context.sandbox.stat(folder);
      if (!entry) return toolError("DIRECTORY_NOT_FOUND", `Search path does not exist: ${folder}`);
      if (entry.type !== "directory") return toolError("NOT_A_DIRECTORY", `Search path is not a directory: ${folder}`);
      const matches = picomatch(relativePattern(pattern, folder), { dot: true, nocase: !case_sensitive });
      const files = (await listFiles(context, folder, respect_git_ignore)).filter(({ path }) => matches(path));
      return report(pattern, folder, files);
    } catch (error) {
      const { type, message } = typeOfSandboxError(error, { otherwise: "GLOB_EXECUTION_ERROR" });
      return toolError(type, `Error during glob search operation: ${message}`);
    }
  },
);

/** All files below a folder, without those of `SKIPPED_FOLDERS` and, when asked, those that git ignores. */
export async function listFiles(
  context: BuiltinContext,
  folder: string,
  respectGitIgnore: boolean,
): Promise<FoundFile[]> {
  const result = await runBash(context, LIST_FILES, [folder, respectGitIgnore ? "git" : ""], {
    maxOutputBytes: 32 * 1024 * 1024,
  });
  if (result.exitCode !== 0) throw new Error(result.stderr.trim() || `find ended with ${result.exitCode}`);
  const [files = "", ignored = ""] = result.stdout.split("\0\0");
  const ignoredPaths = new Set(ignored.split("\0"));
  return files
    .split("\0")
    .map((record) => /^([\d.]+) (.+)$/s.exec(record))
    .flatMap((match) => (match?.[1] && match[2] ? [{ modified: Number(match[1]), path: match[2] }] : []))
    .filter(({ path }) => !ignoredPaths.has(path));
}

function relativePattern(pattern: string, folder: string): string {
  const plain = pattern.startsWith("./") ? pattern.slice(2) : pattern;
  return plain.startsWith(`${folder}/`) ? plain.slice(folder.length + 1) : plain;
}

function report(pattern: string, folder: string, files: FoundFile[]): Record<string, unknown> {
  if (files.length === 0) {
    return {
      content: `No files found matching pattern "${pattern}" within ${folder}`,
      returnDisplay: "No files found",
    };
  }
  const newestFirst = files.toSorted((a, b) => b.modified - a.modified || (a.path < b.path ? -1 : 1));
  const shown = newestFirst.slice(0, MAX_LISTED).map(({ path }) => posix.join(folder, path));
  const more = files.length > shown.length ? `\n... and ${files.length - shown.length} more` : "";
  return {
    content: `Found ${files.length} file(s) matching "${pattern}" within ${folder}, sorted by modification time (newest first):\n${shown.join("\n")}${more}`,
    returnDisplay: `Found ${files.length} matching file(s)`,
  };
}
