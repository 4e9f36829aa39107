import { posix } from "node:path";
import picomatch from "picomatch";
import { z } from "zod";
import type { SandboxEntry } from "../../sandbox/sandbox-client.ts";
import { defineTool } from "./builtin-tool.ts";
import { resolvePath } from "./resolve-path.ts";
import { toolError, typeOfSandboxError } from "./tool-error.ts";

export const listDirectory = defineTool(
  "list_directory",
  {
    dir_path: z.string(),
    ignore: z.array(z.string()).nullish(),
    file_filtering_options: z.unknown().optional(),
    show_hidden: z.boolean().default(true),
  },
  async ({ dir_path, ignore, show_hidden }, context) => {
    const path = resolvePath(context, dir_path);
    try {
      const entry = await context.sandbox.stat(path);
      if (!entry) return toolError("FILE_NOT_FOUND", `Directory not found or inaccessible: ${path}`);
      if (entry.type !== "directory") return toolError("PATH_IS_NOT_A_DIRECTORY", `Path is not a directory: ${path}`);
      const isIgnored = ignore?.length ? picomatch(ignore, { dot: true }) : () => false;
      const all = await context.sandbox.list(path, 1);
      const shown = all.filter(({ name }) => !isIgnored(name) && (show_hidden || !name.startsWith(".")));
      if (shown.length === 0) {
        return { content: `Directory ${path} is empty.`, returnDisplay: "Directory is empty." };
      }
      const hidden = all.length - shown.length;
      return {
        content: `Directory listing for ${path}:\n${shown.sort(byKindAndName).map(lineOf).join("\n")}${
          hidden > 0 ? `\n\n(${hidden} ignored)` : ""
        }`,
        returnDisplay: `Listed ${shown.length} item(s).${hidden > 0 ? ` (${hidden} ignored)` : ""}`,
      };
    } catch (error) {
      const { type, message } = typeOfSandboxError(error, {
        missing: "FILE_NOT_FOUND",
        otherwise: "LS_EXECUTION_ERROR",
      });
      return toolError(type, message);
    }
  },
);

function byKindAndName(a: SandboxEntry, b: SandboxEntry): number {
  const rank = ({ type }: SandboxEntry) => (type === "directory" ? 0 : 1);
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}

const lineOf = ({ name, type }: SandboxEntry) => (type === "directory" ? `[DIR] ${name}` : posix.basename(name));
