import { bodyOf } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { cloudClient } from "../../context.ts";
import type { Action } from "../../program.ts";
import { table } from "../../terminal/output.ts";
import { findProject } from "../projects/find-project.ts";
import { forgetKey, keepKeys } from "./kept-keys.ts";

export function registerKeys(program: Command, action: Action): void {
  const keys = program.command("keys").description("access keys of a project's data plane");

  keys
    .command("list", { isDefault: true })
    .option("--project <name or id>")
    .action(
      action(async (context, options: { project?: string }) => {
        const { id } = await findProject(context, options.project);
        const { data } = await bodyOf(
          cloudClient(context).GET("/api/projects/{projectId}/keys", { params: { path: { projectId: id } } }),
        );
        context.output.result(data, () =>
          table(
            ["ID", "ACCESS KEY", "NAME", "CREATED"],
            data.map((key) => [key.id, key.access_key, key.name, key.created_at]),
          ),
        );
      }),
    );

  keys
    .command("create")
    .description("a new pair; the secret is shown this once")
    .option("--project <name or id>")
    .option("--name <name>", "what it is for", "")
    .action(
      action(async (context, options: { project?: string; name: string }) => {
        const { id } = await findProject(context, options.project);
        const fresh = await bodyOf(
          cloudClient(context).POST("/api/projects/{projectId}/keys", {
            params: { path: { projectId: id } },
            body: { name: options.name },
          }),
        );
        keepKeys(context, id, fresh);
        context.output.result(fresh, () => shownOnce(fresh));
      }),
    );

  keys
    .command("reset <key-id>")
    .description("a new secret for a key; the old one is refused from now on, the new one shown this once")
    .option("--project <name or id>")
    .action(
      action(async (context, keyId: string, options: { project?: string }) => {
        const { id } = await findProject(context, options.project);
        const fresh = await bodyOf(
          cloudClient(context).POST("/api/projects/{projectId}/keys/{keyId}/reset", {
            params: { path: { projectId: id, keyId } },
          }),
        );
        keepKeys(context, id, fresh);
        context.output.result(fresh, () => shownOnce(fresh));
      }),
    );

  keys
    .command("delete <key-id>")
    .description("acts at once: whoever uses it is refused from now on")
    .option("--project <name or id>")
    .action(
      action(async (context, keyId: string, options: { project?: string }) => {
        const { id } = await findProject(context, options.project);
        const client = cloudClient(context);
        const params = { params: { path: { projectId: id } } };
        const { data } = await bodyOf(client.GET("/api/projects/{projectId}/keys", params));
        await client.DELETE("/api/projects/{projectId}/keys/{keyId}", {
          params: { path: { projectId: id, keyId } },
        });
        forgetKey(context, id, data.find((key) => key.id === keyId)?.access_key);
        context.output.result({ id: keyId, deleted: true }, () => `Key ${keyId} is deleted.`);
      }),
    );
}

const shownOnce = ({ access_key, secret_key }: { access_key: string; secret_key: string }) =>
  `access key ${access_key}\nsecret key ${secret_key}  (shown this once)`;
