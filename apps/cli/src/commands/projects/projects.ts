import { bodyOf } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { cloudClient } from "../../context.ts";
import type { Action } from "../../program.ts";
import { table } from "../../terminal/output.ts";
import { keepKeys } from "../keys/kept-keys.ts";
import { allProjects, chooseProject, findProject } from "./find-project.ts";

export function registerProjects(program: Command, action: Action): void {
  const projects = program.command("projects").description("your projects");

  projects
    .command("list", { isDefault: true })
    .description("all of them")
    .action(
      action(async (context) => {
        const all = await Array.fromAsync(allProjects(cloudClient(context)));
        context.output.result(all, () =>
          all.length === 0
            ? "No projects yet. Make one with: nexau-cloud deploy <folder>"
            : table(
                ["ID", "NAME", "DESCRIPTION", "CREATED"],
                all.map((project) => [project.id, project.name, project.description, project.created_at]),
              ),
        );
      }),
    );

  projects
    .command("create <name>")
    .description("a new, empty project; its secret key is shown this once")
    .option("--description <text>", "what it is for", "")
    .action(
      action(async (context, name: string, options: { description: string }) => {
        const project = await bodyOf(
          cloudClient(context).POST("/api/projects", { body: { name, description: options.description } }),
        );
        keepKeys(context, project.id, project);
        chooseProject(context, project.id);
        context.output.result(
          project,
          () => `${project.id}\naccess key ${project.access_key}\nsecret key ${project.secret_key}  (shown this once)`,
        );
      }),
    );

  projects
    .command("show [project]")
    .description("one project with its versions")
    .action(
      action(async (context, named: string | undefined) => {
        const { id } = await findProject(context, named);
        const client = cloudClient(context);
        const params = { params: { path: { projectId: id } } };
        const project = await bodyOf(client.GET("/api/projects/{projectId}", params));
        const versions = await bodyOf(client.GET("/api/projects/{projectId}/versions", params));
        context.output.result({ ...project, versions: versions.data }, () =>
          [
            `${project.name}  ${project.id}`,
            project.description,
            table(
              ["TAG", "STATUS", "VERSION", "CREATED"],
              versions.data.map((version) => [version.tag, version.status, version.id, version.created_at]),
            ),
          ]
            .filter(Boolean)
            .join("\n"),
        );
      }),
    );

  projects
    .command("delete <project>")
    .description("delete a project with its versions, sessions and files")
    .requiredOption("--yes", "there is no way back")
    .action(
      action(async (context, named: string) => {
        const { id, name } = await findProject(context, named);
        await cloudClient(context).DELETE("/api/projects/{projectId}", { params: { path: { projectId: id } } });
        context.output.result({ id, deleted: true }, () => `Project ${name} is deleted.`);
      }),
    );
}
