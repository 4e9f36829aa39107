import { z } from "zod";
import { defineTool } from "./builtin-tool.ts";
import { readTextFile, TextFileError, withLineEnds } from "./text-file.ts";

const Edit = z.object({ old_string: z.string(), new_string: z.string(), replace_all: z.boolean().default(false) });
type Edit = z.infer<typeof Edit>;

/** Several edits of one file, applied in order to a copy and written once, or not at all. */
export const multiedit = defineTool(
  "multiedit_tool",
  { file_path: z.string(), edits: z.array(Edit).min(1) },
  async ({ file_path, edits }, context) => {
    const started = performance.now();
    const done = (fields: Record<string, unknown>) => ({
      ...fields,
      file_path,
      duration_ms: Math.round(performance.now() - started),
    });
    if (!file_path.startsWith("/")) return done({ status: "error", error: "file_path must be an absolute path." });
    const before = await readTextFile(context, file_path).catch((error) => {
      if (error instanceof TextFileError) return { refused: error.message };
      throw error;
    });
    if (before && "refused" in before) return done({ status: "error", error: before.refused });
    const edited = applyEdits(before?.text, edits);
    if ("problem" in edited) return done({ status: "error", error: edited.problem });
    await context.sandbox.writeFile(file_path, withLineEnds({ text: edited.text, crlf: before?.crlf ?? false }));
    return done({
      status: "success",
      error: null,
      edits_applied: edits.length,
      message: `Applied ${edits.length} edits to ${file_path}`,
    });
  },
);

function applyEdits(original: string | undefined, edits: Edit[]): { text: string } | { problem: string } {
  let text = original;
  for (const [index, { old_string, new_string, replace_all }] of edits.entries()) {
    const place = `Edit ${index + 1}`;
    if (old_string === "" && index === 0 && text === undefined) {
      text = new_string;
      continue;
    }
    if (text === undefined) return { problem: "File not found. The first edit of a new file has an empty old_string." };
    if (old_string === "") return { problem: `${place}: old_string must not be empty.` };
    if (old_string === new_string) return { problem: `${place}: old_string and new_string are identical.` };
    const parts = text.split(old_string);
    if (parts.length === 1) return { problem: `${place}: old_string was not found.` };
    if (parts.length > 2 && !replace_all) {
      return { problem: `${place}: old_string was found ${parts.length - 1} times; use replace_all or more context.` };
    }
    text = parts.join(new_string);
  }
  return { text: text ?? "" };
}
