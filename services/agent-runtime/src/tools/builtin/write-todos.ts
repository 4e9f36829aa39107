import { z } from "zod";
import { definePlainTool } from "./builtin-tool.ts";
import { toolError } from "./tool-error.ts";

const STATUSES = ["pending", "in_progress", "completed", "cancelled"] as const;

/**
 * NexAU takes `description` only, while tool schemas in use (its own cloud's reference project among them) say `content`:
 * there the tool fails whatever a model does. Both are taken here.
 */
const Todo = z
  .object({ description: z.string().optional(), content: z.string().optional(), status: z.enum(STATUSES) })
  .transform(({ description, content, status }) => ({ description: (description ?? content ?? "").trim(), status }))
  .refine(({ description }) => description !== "", "Each todo must have a non-empty description string");

export const writeTodos = definePlainTool("write_todos", { todos: z.unknown() }, async ({ todos }) => {
  if (!Array.isArray(todos)) return toolError("INVALID_PARAMETER", "`todos` parameter must be an array");
  const parsed = z.array(Todo).safeParse(todos);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") ?? "";
    const message =
      issue?.path.at(-1) === "status"
        ? `Each todo must have a valid status (${STATUSES.join(", ")})`
        : (issue?.message ?? "");
    return toolError("INVALID_PARAMETER", `todos.${place}: ${message}`);
  }
  if (parsed.data.filter(({ status }) => status === "in_progress").length > 1) {
    return toolError("INVALID_PARAMETER", 'Invalid parameters: Only one task can be "in_progress" at a time.');
  }
  const list = parsed.data.map(({ status, description }, index) => `${index + 1}. [${status}] ${description}`);
  return {
    content:
      list.length > 0
        ? `Successfully updated the todo list. The current list is now:\n${list.join("\n")}`
        : "Successfully cleared the todo list.",
    returnDisplay: { todos: parsed.data },
  };
});
