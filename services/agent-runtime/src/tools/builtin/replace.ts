import { z } from "zod";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { fileChange } from "./file-diff.ts";
import { replaceText } from "./replace-text.ts";
import { resolvePath } from "./resolve-path.ts";
import { fileToolError, readTextFile, type TextFile, withLineEnds } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

interface Edit {
  path: string;
  oldText: string;
  newText: string;
  expected: number;
}

export const replace = defineTool(
  "replace",
  {
    file_path: z.string(),
    old_string: z.string(),
    new_string: z.string(),
    expected_replacements: z.number().default(1),
    instruction: z.string().nullish(),
    modified_by_user: z.boolean().nullish(),
    ai_proposed_content: z.string().nullish(),
  },
  async ({ file_path, old_string, new_string, expected_replacements }, context) => {
    const path = resolvePath(context, file_path);
    const plain = (text: string) => text.replaceAll("\r\n", "\n");
    const edit = { path, oldText: plain(old_string), newText: plain(new_string), expected: expected_replacements };
    try {
      const before = await readTextFile(context, path);
      const refusal = refusalOf(edit, before);
      if (refusal) return refusal;
      return before ? await apply(context, edit, before) : await create(context, edit);
    } catch (error) {
      return fileToolError(error, "EDIT_EXECUTION_ERROR");
    }
  },
);

function refusalOf(
  { path, oldText, newText }: Edit,
  before: TextFile | undefined,
): Record<string, unknown> | undefined {
  if (!before && oldText !== "") {
    return toolError(
      "FILE_NOT_FOUND",
      `File not found: ${path}. Cannot apply edit. Use an empty old_string to create a new file.`,
    );
  }
  if (before && oldText === "") {
    return toolError(
      "ATTEMPT_TO_CREATE_EXISTING_FILE",
      `Failed to edit. Attempted to create a file that already exists: ${path}`,
    );
  }
  if (before && oldText === newText) {
    return toolError(
      "EDIT_NO_CHANGE",
      `No changes to apply. The old_string and new_string are identical in file: ${path}`,
    );
  }
  return undefined;
}

async function apply(context: BuiltinContext, edit: Edit, before: TextFile): Promise<Record<string, unknown>> {
  const { path, oldText, newText, expected } = edit;
  const { text, occurrences } = replaceText(before.text, oldText, newText);
  if (occurrences === 0) {
    return toolError(
      "EDIT_NO_OCCURRENCE_FOUND",
      `Failed to edit, 0 occurrences found for old_string in ${path}. Ensure you're not escaping content incorrectly and check whitespace, indentation, and context. Use read_file to verify.`,
    );
  }
  if (occurrences !== expected) {
    return toolError(
      "EDIT_EXPECTED_OCCURRENCE_MISMATCH",
      `Failed to edit, expected ${expected} ${expected === 1 ? "occurrence" : "occurrences"} but found ${occurrences} for old_string in file: ${path}`,
    );
  }
  if (text === before.text) {
    return toolError(
      "EDIT_NO_CHANGE",
      `No changes to apply. The new content is identical to the current content of ${path}`,
    );
  }
  await context.sandbox.writeFile(path, withLineEnds({ text, crlf: before.crlf }));
  return {
    content: `Successfully modified file: ${path} (${occurrences} replacements).`,
    returnDisplay: fileChange(path, before.text, text, false),
  };
}

async function create(context: BuiltinContext, { path, newText }: Edit): Promise<Record<string, unknown>> {
  await context.sandbox.writeFile(path, newText);
  return {
    content: `Created new file: ${path} with provided content.`,
    returnDisplay: fileChange(path, "", newText, true),
  };
}
