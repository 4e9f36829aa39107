import { z } from "zod";
import { defineTool } from "./builtin-tool.ts";
import { fileChange } from "./file-diff.ts";
import { resolvePath } from "./resolve-path.ts";
import { fileToolError, readTextFile, type TextFile, TextFileError, withLineEnds } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

export const writeFile = defineTool(
  "write_file",
  {
    file_path: z.string(),
    content: z.string(),
    modified_by_user: z.boolean().nullish(),
    ai_proposed_content: z.string().nullish(),
  },
  async ({ file_path, content, modified_by_user }, context) => {
    if (file_path.trim() === "") return toolError("INVALID_FILE_PATH", "The file_path must not be empty.");
    const path = resolvePath(context, file_path);
    try {
      const entry = await context.sandbox.stat(path);
      if (entry?.type === "directory") {
        return toolError("TARGET_IS_DIRECTORY", `Path is a directory, not a file: ${path}`);
      }
      const before = entry ? await previousText(() => readTextFile(context, path)) : undefined;
      // A file keeps the line ends that it has.
      const text = before?.crlf ? withLineEnds({ text: content.replaceAll("\r\n", "\n"), crlf: true }) : content;
      await context.sandbox.writeFile(path, text);
      const done = entry ? "Successfully overwrote file" : "Successfully created and wrote to new file";
      const note = modified_by_user ? " The user changed the content before it was written." : "";
      return {
        content: `${done}: ${path}.${note}`,
        returnDisplay: fileChange(path, before?.text ?? "", content, !entry),
      };
    } catch (error) {
      return fileToolError(error, "FILE_WRITE_FAILURE");
    }
  },
);

/** A file too large to be compared can still be overwritten. */
async function previousText(read: () => Promise<TextFile | undefined>): Promise<TextFile | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TextFileError) return undefined;
    throw error;
  }
}
