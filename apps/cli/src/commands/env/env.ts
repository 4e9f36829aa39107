import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { bodyOf } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { UsageError } from "../../cli-error.ts";
import { cloudClient } from "../../context.ts";
import type { Action } from "../../program.ts";
import { table } from "../../terminal/output.ts";
import { findProject } from "../projects/find-project.ts";

export function registerEnv(program: Command, action: Action): void {
  const env = program.command("env").description("environment variables of a project's agents");

  env
    .command("list", { isDefault: true })
    .description("all of them; secrets are masked")
    .option("--project <name or id>")
    .action(
      action(async (context, options: { project?: string }) => {
        const { id } = await findProject(context, options.project);
        const { data } = await bodyOf(
          cloudClient(context).GET("/api/projects/{projectId}/env-vars", { params: { path: { projectId: id } } }),
        );
        context.output.result(data, () =>
          table(
            ["KEY", "VALUE", "SECRET"],
            data.map((row) => [row.key, row.value, row.is_secret ? "yes" : "no"]),
          ),
        );
      }),
    );

  env
    .command("set <pairs...>")
    .description("KEY=value ...; acts on the next run")
    .option("--project <name or id>")
    .option("--secret", "never show the values again", false)
    .action(
      action(async (context, pairs: string[], options: { project?: string; secret: boolean }) => {
        const { id } = await findProject(context, options.project);
        await setAll(context, id, pairs.map(parsePair), options.secret);
      }),
    );

  env
    .command("import <file>")
    .description("all variables of a .env file")
    .option("--project <name or id>")
    .option("--secret", "never show the values again", false)
    .action(
      action(async (context, file: string, options: { project?: string; secret: boolean }) => {
        const { id } = await findProject(context, options.project);
        const entries = Object.entries(parseEnv(readText(file))).map(([key, value]) => ({
          key,
          value: value ?? "",
        }));
        if (entries.length === 0) throw new UsageError(`${file} holds no KEY=value lines.`);
        await setAll(context, id, entries, options.secret);
      }),
    );

  env
    .command("unset <keys...>")
    .option("--project <name or id>")
    .action(
      action(async (context, keys: string[], options: { project?: string }) => {
        const { id } = await findProject(context, options.project);
        for (const key of keys) {
          await cloudClient(context).DELETE("/api/projects/{projectId}/env-vars/{key}", {
            params: { path: { projectId: id, key } },
          });
        }
        context.output.result({ deleted: keys }, () => `Unset: ${keys.join(", ")}`);
      }),
    );
}

async function setAll(
  context: Parameters<typeof cloudClient>[0],
  projectId: string,
  entries: { key: string; value: string }[],
  isSecret: boolean,
): Promise<void> {
  const client = cloudClient(context);
  for (const entry of entries) {
    await client.POST("/api/projects/{projectId}/env-vars", {
      params: { path: { projectId } },
      body: { ...entry, is_secret: isSecret },
    });
  }
  context.output.result(
    { set: entries.map(({ key }) => key) },
    () => `Set: ${entries.map(({ key }) => key).join(", ")}`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
}

function parsePair(pair: string): { key: string; value: string } {
  const separator = pair.indexOf("=");
  if (separator < 1) throw new UsageError(`${pair} is not of the form KEY=value.`);
  return { key: pair.slice(0, separator), value: pair.slice(separator + 1) };
}
