import { posix } from "node:path";
import picomatch from "picomatch";
import { z } from "zod";
import { defineTool } from "./builtin-tool.ts";
import { listFiles } from "./glob.ts";
import { MAX_FILE_BYTES } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

const MAX_FILES = 200;
const MAX_CHARACTERS = 400_000;
const DEFAULT_EXCLUDES = ["**/dist/**", "**/build/**", "**/*.pyc", "**/*.lock", "**/.env", "**/.DS_Store"];

/** The texts of all files that match, one part each, and a last part that says that this was all. */
export const readManyFiles = defineTool(
  "read_many_files",
  {
    include: z.array(z.string()).min(1),
    exclude: z.array(z.string()).nullish(),
    recursive: z.boolean().nullish(),
    use_default_excludes: z.boolean().default(true),
    file_filtering_options: z.unknown().optional(),
  },
  async ({ include, exclude, use_default_excludes }, context) => {
    const excluded = [...(exclude ?? []), ...(use_default_excludes ? DEFAULT_EXCLUDES : [])];
    const isExcluded = excluded.length > 0 ? picomatch(excluded, { dot: true }) : () => false;
    const isIncluded = picomatch(include, { dot: true });
    const files = (await listFiles(context, context.workDir, true))
      .map(({ path }) => path)
      .filter((path) => isIncluded(path) && !isExcluded(path))
      .sort();
    if (files.length === 0) return toolError("NO_FILES_FOUND", "No files matched the patterns.");
    const parts: string[] = [];
    let characters = 0;
    for (const path of files.slice(0, MAX_FILES)) {
      const absolute = posix.join(context.workDir, path);
      const entry = await context.sandbox.stat(absolute);
      if (!entry || entry.size > MAX_FILE_BYTES || characters >= MAX_CHARACTERS) continue;
      const bytes = await context.sandbox.readFile(absolute);
      if (bytes.subarray(0, 8192).includes(0)) continue;
      const text = Buffer.from(bytes)
        .toString("utf8")
        .slice(0, MAX_CHARACTERS - characters);
      characters += text.length;
      parts.push(`--- ${absolute} ---\n\n${text}\n\n`);
    }
    return {
      content: [...parts, "--- End of content ---"],
      returnDisplay: `Read ${parts.length} of ${files.length} file(s)`,
    };
  },
);
