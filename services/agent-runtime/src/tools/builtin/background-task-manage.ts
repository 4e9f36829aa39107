import { z } from "zod";
import { type BackgroundTask, findBackgroundTasks, killBackgroundTask } from "./background-tasks.ts";
import { type BuiltinContext, defineTool } from "./builtin-tool.ts";
import { cleanOutput } from "./clean-output.ts";

/** Models write pids as `12.0` at times. */
const Pid = z
  .preprocess((value) => (typeof value === "string" ? Number(value) : value), z.number())
  .transform(Math.trunc);

export const backgroundTaskManage = defineTool(
  "background_task_manage_tool",
  { action: z.string(), pid: Pid.nullish() },
  async ({ action, pid }, context) => {
    if (action === "list") {
      const tasks = await findBackgroundTasks(context);
      return { status: "success", action, tasks: tasks.map(summary), count: tasks.length };
    }
    if (action !== "status" && action !== "kill") {
      return { status: "error", action, error: `Unknown action '${action}'. Use status, kill or list.` };
    }
    if (pid === undefined || pid === null || pid <= 0) {
      return { status: "error", action, error: `'pid' is required for action '${action}'.` };
    }
    return action === "kill" ? kill(context, pid) : status(context, pid);
  },
);

async function kill(context: BuiltinContext, pid: number): Promise<Record<string, unknown>> {
  if (!(await killBackgroundTask(context, pid))) return notFound("kill", pid);
  return { status: "success", action: "kill", pid, message: `Background task ${pid} was ended.` };
}

async function status(context: BuiltinContext, pid: number): Promise<Record<string, unknown>> {
  const [task] = await findBackgroundTasks(context, [pid]);
  if (!task) return notFound("status", pid);
  return {
    ...summary(task),
    action: "status",
    stdout: cleanOutput(task.stdout),
    stderr: cleanOutput(task.stderr),
    stdout_truncated: task.stdoutTruncated,
    stderr_truncated: task.stderrTruncated,
  };
}

function summary(task: BackgroundTask): Record<string, unknown> {
  const failed = task.state === "killed" || task.exitCode !== 0;
  return {
    status: task.state === "running" ? "running" : failed ? "error" : "success",
    pid: task.pid,
    command: task.command,
    duration_ms: task.durationMs,
    exit_code: task.exitCode ?? (task.state === "killed" ? -1 : null),
  };
}

const notFound = (action: string, pid: number) => ({
  status: "not_found",
  action,
  pid,
  error: `There is no background task with PID ${pid}.`,
});
