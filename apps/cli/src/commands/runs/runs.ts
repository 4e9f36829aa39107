import { bodyOf } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { agentClient, cloudClient } from "../../context.ts";
import type { Action } from "../../program.ts";
import { table } from "../../terminal/output.ts";
import { createEventRenderer } from "../chat/render-events.ts";
import { keysOf } from "../keys/kept-keys.ts";
import { findProject } from "../projects/find-project.ts";

export function registerRuns(program: Command, action: Action): void {
  const runs = program.command("runs").description("what agents did");

  runs
    .command("list", { isDefault: true })
    .description("the newest runs of a project")
    .option("--project <name or id>")
    .option("--session <id>", "only those of one session")
    .option("--limit <number>", "how many", "20")
    .action(
      action(async (context, options: { project?: string; session?: string; limit: string }) => {
        const { id } = await findProject(context, options.project);
        const answer = await bodyOf(
          cloudClient(context).GET("/api/projects/{projectId}/runs", {
            params: {
              path: { projectId: id },
              query: { limit: Number(options.limit), ...(options.session ? { session_id: options.session } : {}) },
            },
          }),
        );
        context.output.result(answer.data, () =>
          table(
            ["RUN", "STATE", "SESSION", "VERSION", "TOKENS", "CREATED"],
            answer.data.map((run) => [
              run.id,
              run.state,
              run.session_id,
              run.version_tag,
              run.usage.total_tokens,
              run.created_at,
            ]),
          ),
        );
      }),
    );

  runs
    .command("follow <run>")
    .description("print a run's events from the start, and go on while it runs")
    .option("--project <name or id>")
    .option("--after <number>", "skip so many events", "0")
    .action(
      action(async (context, run: string, options: { project?: string; after: string }) => {
        const keys = await keysOf(context, await findProject(context, options.project));
        const stream = await agentClient(context, keys).followRun(run, {
          after: Number(options.after),
          signal: context.signal,
        });
        const renderer = createEventRenderer(context.output);
        for await (const event of stream) renderer.render(event);
      }),
    );
}
