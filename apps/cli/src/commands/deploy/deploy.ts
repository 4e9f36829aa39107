import { basename, resolve } from "node:path";
import { ApiError, bodyOf, type CloudClient } from "@nexau-cloud/sdk";
import type { Command } from "commander";
import { type Bundle, createBundle } from "../../bundle.ts";
import { type Context, cloudClient } from "../../context.ts";
import type { Action } from "../../program.ts";
import { login } from "../auth/auth.ts";
import { keepKeys } from "../keys/kept-keys.ts";
import { chooseProject, lookUpProject, type ProjectReference } from "../projects/find-project.ts";
import { uploadBundle } from "./upload-bundle.ts";

interface DeployOptions {
  project?: string;
  tag?: string;
  activate: boolean;
}

export function registerDeploy(program: Command, action: Action): void {
  program
    .command("deploy <folder>")
    .description("zip an agent project, upload it as a new version and activate it")
    .option("--project <name or id>", "project to deploy to, made if it is not there (default: the folder's name)")
    .option("--tag <tag>", "name of the version (default: v1, v2, ...)")
    .option("--no-activate", "upload only")
    .action(action(deploy));
}

async function deploy(context: Context, folder: string, options: DeployOptions): Promise<void> {
  const bundle = await createBundle(folder);
  const client = cloudClient({ ...context, token: context.token ?? (await firstLogin(context)) });
  const project = await findOrCreateProject(context, client, options.project ?? basename(resolve(folder)));
  const version = options.tag
    ? await createVersion(client, project.id, options.tag)
    : await createNextVersion(client, project.id);
  const { tag } = version;
  const path = { projectId: project.id, versionId: version.id };
  try {
    await upload(context, client, { bundle, path });
    if (options.activate) {
      context.output.note("Activating: loading the agent ...");
      await client.PUT("/api/projects/{projectId}/versions/{versionId}/activate", { params: { path } });
    }
  } catch (error) {
    await discardOnFailure(client, path, error);
    throw error;
  }
  chooseProject(context, project.id);
  const { status, warnings } = await bodyOf(
    client.GET("/api/projects/{projectId}/versions/{versionId}", { params: { path } }),
  );
  for (const { file, message } of warnings) {
    context.output.note(context.output.style("dim", `warning: ${file}: ${message}`));
  }
  const result = { project_id: project.id, version_id: version.id, tag, status, warnings };
  context.output.result(result, () => summary(context, project, tag, options.activate));
}

/** Somebody who has just started a cloud has no account yet: make one here, so that deploying is one command. */
async function firstLogin(context: Context): Promise<string> {
  context.output.note(`You are not logged in at ${context.baseUrl}.`);
  const answer = await context.prompt.ask("Make a new account? [y/N]", "--token, or run `nexau-cloud login` before");
  return login(context, { register: /^y/i.test(answer) });
}

async function findOrCreateProject(context: Context, client: CloudClient, wanted: string): Promise<ProjectReference> {
  const found = await lookUpProject(client, wanted);
  if (found) return found;
  const project = await bodyOf(client.POST("/api/projects", { body: { name: wanted, description: "" } }));
  keepKeys(context, project.id, project);
  context.output.note(`Project ${project.name} is new (${project.id}).`);
  context.output.note(`  access key ${project.access_key}\n  secret key ${project.secret_key}  (shown this once)`);
  return project;
}

function createVersion(client: CloudClient, projectId: string, tag: string) {
  return bodyOf(client.POST("/api/projects/{projectId}/versions", { params: { path: { projectId } }, body: { tag } }));
}

/** v1, v2, ...: the first number that is free. The tag of a deleted version stays taken, though no list shows it. */
async function createNextVersion(client: CloudClient, projectId: string) {
  const versions = await bodyOf(
    client.GET("/api/projects/{projectId}/versions", { params: { path: { projectId }, query: { limit: 200 } } }),
  );
  const numbers = versions.data.map(({ tag }) => Number(/^v(\d+)$/.exec(tag)?.[1] ?? 0));
  for (let number = Math.max(0, ...numbers) + 1; ; number++) {
    try {
      return await createVersion(client, projectId, `v${number}`);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "tag_taken")) throw error;
    }
  }
}

async function upload(
  context: Context,
  client: CloudClient,
  { bundle, path }: { bundle: Bundle; path: { projectId: string; versionId: string } },
): Promise<void> {
  const size = bundle.zip.length;
  context.output.note(`Uploading ${bundle.files.length} files, ${size} bytes zipped.`);
  const target = await bodyOf(
    client.POST("/api/projects/{projectId}/versions/{versionId}/artifact/upload-url", {
      params: { path },
      body: { content_type: "application/zip", content_length: size },
    }),
  );
  await uploadBundle(context, target, bundle.zip);
  if (target.needs_confirm) {
    await client.POST("/api/projects/{projectId}/versions/{versionId}/artifact/confirm", {
      params: { path },
      body: { bundle_size: size },
    });
  }
}

/** A version that could not be uploaded or loaded is of no use and would hold its tag: it is taken away again. */
async function discardOnFailure(
  client: CloudClient,
  path: { projectId: string; versionId: string },
  error: unknown,
): Promise<void> {
  if (!(error instanceof ApiError)) return;
  await client.DELETE("/api/projects/{projectId}/versions/{versionId}", { params: { path } }).catch(() => undefined);
}

function summary(context: Context, project: ProjectReference, tag: string, active: boolean): string {
  if (!active) return `${project.name} ${tag} is uploaded, not active.`;
  return `${context.output.style("green", `${project.name} ${tag} is active.`)} Talk to it:\n  npx nexau-cloud chat --project ${project.name}`;
}
