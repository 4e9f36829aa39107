import { z } from "zod";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { applyHunks, PatchError, type PatchOperation, parsePatch } from "./patch.ts";
import { resolvePath } from "./resolve-path.ts";
import { fileToolError, readTextFile, withLineEnds } from "./text-file.ts";
import { toolError } from "./tool-error.ts";

/** What one operation will write and remove; everything is worked out before anything is touched. */
interface Change {
  mark: "A" | "M" | "D";
  path: string;
  write?: { path: string; text: string };
  remove?: string;
}

export const applyPatch = defineTool("apply_patch", { input: z.string() }, async ({ input }, context) => {
  if (input.trim() === "") return toolError("EMPTY_PATCH", "The patch is empty.");
  try {
    const changes: Change[] = [];
    for (const operation of parsePatch(input)) changes.push(await plan(context, operation));
    for (const { write, remove } of changes) {
      if (write) await context.sandbox.writeFile(write.path, write.text);
      if (remove) await context.sandbox.remove(remove);
    }
    const list = changes.map(({ mark, path }) => `${mark} ${path}`).join("\n");
    return { content: `Success. Updated the following files:\n${list}`, returnDisplay: list };
  } catch (error) {
    if (error instanceof PatchError) return toolError(error.type, error.message);
    return fileToolError(error, "APPLY_PATCH_FAILED");
  }
});

async function plan(context: BuiltinContext, operation: PatchOperation): Promise<Change> {
  const path = resolvePath(context, operation.path);
  if (operation.kind === "add") return { mark: "A", path: operation.path, write: { path, text: operation.text } };
  const before = await readTextFile(context, path);
  if (!before) throw new PatchError("APPLY_PATCH_FAILED", `Failed to read ${operation.path}: no such file`);
  if (operation.kind === "delete") return { mark: "D", path: operation.path, remove: path };
  const text = withLineEnds({ text: applyHunks(before.text, operation.path, operation.hunks), crlf: before.crlf });
  if (!operation.moveTo) return { mark: "M", path: operation.path, write: { path, text } };
  const target = resolvePath(context, operation.moveTo);
  return {
    mark: "M",
    path: operation.moveTo,
    write: { path: target, text },
    ...(target === path ? {} : { remove: path }),
  };
}
