import picomatch from "picomatch";
import { z } from "zod";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { SKIPPED_FOLDERS } from "./glob.ts";
import { resolvePath } from "./resolve-path.ts";
import { runBash } from "./run-bash.ts";
import { toolError, typeOfSandboxError } from "./tool-error.ts";

const MAX_MATCHES = 500;
const MAX_LINE_CHARACTERS = 2000;
const MAX_CHARACTERS = 200_000;

/** ripgrep where the sandbox has it, else grep with Perl's expressions, as models write `\d` and `\s`. */
const SEARCH = `
cd -- "$1" || exit 3
if command -v rg >/dev/null 2>&1; then
  rg --line-number --no-heading --with-filename --null --ignore-case --color never -e "$2" . | head -n 20000
else
  grep -rnIiPZ --color=never ${SKIPPED_FOLDERS.map((name) => `--exclude-dir=${name}`).join(" ")} -e "$2" . | head -n 20000
fi
exit "\${PIPESTATUS[0]}"`;

interface Match {
  path: string;
  line: number;
  text: string;
}

export const searchFileContent = defineTool(
  "search_file_content",
  { pattern: z.string(), dir_path: z.string().nullish(), include: z.string().nullish() },
  async ({ pattern, dir_path, include }, context) => {
    const folder = resolvePath(context, dir_path ?? ".");
    try {
      const entry = await context.sandbox.stat(folder);
      if (!entry) return toolError("FILE_NOT_FOUND", `Path does not exist: ${folder}`);
      if (entry.type !== "directory") return toolError("PATH_IS_NOT_A_DIRECTORY", `Path is not a directory: ${folder}`);
      return await search(context, folder, pattern, include ?? undefined);
    } catch (error) {
      const { type, message } = typeOfSandboxError(error, { otherwise: "GREP_EXECUTION_ERROR" });
      return toolError(type, `Error during grep search operation: ${message}`);
    }
  },
);

async function search(context: BuiltinContext, folder: string, pattern: string, include: string | undefined) {
  const result = await runBash(context, SEARCH, [folder, pattern], { maxOutputBytes: 16 * 1024 * 1024 });
  // 1 is "nothing found", 141 a search that was ended because enough was found.
  if (result.exitCode === 2) {
    return toolError(
      "INVALID_PATTERN",
      `Invalid regular expression pattern provided: ${pattern}. ${result.stderr.trim()}`,
    );
  }
  if (![0, 1, 141].includes(result.exitCode))
    throw new Error(result.stderr.trim() || `it ended with ${result.exitCode}`);
  const isIncluded = include ? picomatch(include, { dot: true, basename: !include.includes("/") }) : () => true;
  const found = result.stdout
    .split("\n")
    .flatMap(toMatch)
    .filter(({ path }) => isIncluded(path));
  const where = `in path "${folder}"${include ? ` (filter: "${include}")` : ""}`;
  if (found.length === 0) {
    return { content: `No matches found for pattern "${pattern}" ${where}.`, returnDisplay: "No matches found" };
  }
  const shown = found.slice(0, MAX_MATCHES);
  const limited = found.length > shown.length ? ` (limited to ${MAX_MATCHES})` : "";
  return {
    content: `Found ${shown.length} match${shown.length === 1 ? "" : "es"}${limited} for pattern "${pattern}" ${where}:\n---\n${grouped(shown)}`,
    returnDisplay: `Found ${shown.length} match${shown.length === 1 ? "" : "es"}${limited}`,
  };
}

function toMatch(record: string): Match[] {
  const match = /^([^\0]+)\0(\d+):(.*)$/s.exec(record);
  if (!match?.[1] || !match[2]) return [];
  const text = (match[3] ?? "").slice(0, MAX_LINE_CHARACTERS);
  return [{ path: match[1].replace(/^\.\//, ""), line: Number(match[2]), text }];
}

/** Long lines are shortened, the more the more of them there are. */
function grouped(matches: Match[]): string {
  const files = Map.groupBy(matches, ({ path }) => path);
  const width = Math.max(80, Math.floor(MAX_CHARACTERS / matches.length));
  const lineOf = ({ line, text }: Match) => `L${line}: ${text.slice(0, width)}`;
  return [...files].map(([path, lines]) => `File: ${path}\n${lines.map(lineOf).join("\n")}\n---`).join("\n");
}
