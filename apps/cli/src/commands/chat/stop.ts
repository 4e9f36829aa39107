import { userInfo } from "node:os";
import type { Command } from "commander";
import { agentClient } from "../../context.ts";
import type { Action } from "../../program.ts";
import { keysOf } from "../keys/kept-keys.ts";
import { findProject } from "../projects/find-project.ts";

interface StopOptions {
  project?: string;
  user: string;
  force: boolean;
}

export function registerStop(program: Command, action: Action): void {
  program
    .command("stop <session>")
    .description("stop what runs in a session; its history and files are kept")
    .option("--project <name or id>")
    .option("--user <distinct id>", "end user of the session", userInfo().username)
    .option("--force", "do not wait for the run to end in order", false)
    .action(
      action(async (context, session: string, options: StopOptions) => {
        const keys = await keysOf(context, await findProject(context, options.project));
        const answer = await agentClient(context, keys).stop({
          session_id: session,
          distinct_id: options.user,
          force: options.force,
        });
        context.output.result(answer, () => (answer.status === "noop" ? "Nothing was running." : "Stopped."));
      }),
    );
}
