import { applyPatch } from "./apply-patch.ts";
import { askUser } from "./ask-user.ts";
import { backgroundTaskManage } from "./background-task-manage.ts";
import type { BuiltinTool } from "./builtin-tool.ts";
import { completeTask } from "./complete-task.ts";
import { glob } from "./glob.ts";
import { listDirectory } from "./list-directory.ts";
import { multiedit } from "./multiedit.ts";
import { readFile } from "./read-file.ts";
import { readManyFiles } from "./read-many-files.ts";
import { readVisualFile } from "./read-visual-file.ts";
import { replace } from "./replace.ts";
import { runCode } from "./run-code.ts";
import { runShellCommand } from "./run-shell-command.ts";
import { saveMemory } from "./save-memory.ts";
import { searchFileContent } from "./search-file-content.ts";
import { webTools } from "./web-tools.ts";
import { writeFile } from "./write-file.ts";
import { writeTodos } from "./write-todos.ts";

/** Every function of `nexau.archs.tool.builtin` that is there, by its Python name. A new one is a file and a line here. */
const BUILTIN_TOOLS: Record<string, BuiltinTool> = {
  apply_patch: applyPatch,
  ask_user: askUser,
  background_task_manage_tool: backgroundTaskManage,
  complete_task: completeTask,
  glob,
  list_directory: listDirectory,
  multiedit_tool: multiedit,
  read_file: readFile,
  read_many_files: readManyFiles,
  read_visual_file: readVisualFile,
  replace,
  run_code_tool: runCode,
  run_shell_command: runShellCommand,
  save_memory: saveMemory,
  search_file_content: searchFileContent,
  write_file: writeFile,
  write_todos: writeTodos,
  ...webTools,
};

const PACKAGE = "nexau.archs.tool.builtin";

/**
 * The built-in tool of a binding. NexAU offers every function at the package, at its sub-packages and in the modules below;
 * so the function's name alone decides.
 */
export function findBuiltin(binding: string): BuiltinTool | undefined {
  const { module, name } = splitBinding(binding);
  if (!isBuiltinModule(module)) return undefined;
  return Object.hasOwn(BUILTIN_TOOLS, name) ? BUILTIN_TOOLS[name] : undefined;
}

/** Whether a binding means one of NexAU's own tools, there or not. */
export const isBuiltinBinding = (binding: string) => isBuiltinModule(splitBinding(binding).module);

export function builtinProblem(binding: string): string {
  const { module, name } = splitBinding(binding);
  return `AttributeError: module '${module}' has no attribute '${name}'. There are: ${Object.keys(BUILTIN_TOOLS).sort().join(", ")}`;
}

function splitBinding(binding: string): { module: string; name: string } {
  const colon = binding.lastIndexOf(":");
  return { module: binding.slice(0, colon), name: binding.slice(colon + 1) };
}

const isBuiltinModule = (module: string) => module === PACKAGE || module.startsWith(`${PACKAGE}.`);
