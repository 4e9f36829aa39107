import { bodyOf, type CloudClient } from "@nexau-cloud/sdk";
import { UsageError } from "../../cli-error.ts";
import { type Context, cloudClient } from "../../context.ts";
import type { KeyPair } from "../../credentials.ts";

export interface ProjectReference {
  id: string;
  name: string;
}

/** The project that `--project` names by id or name; without it the one deployed or chosen last. */
export async function findProject(context: Context, named: string | undefined): Promise<ProjectReference> {
  const wanted = named ?? context.credentials.read(context.baseUrl).project;
  if (!wanted) throw new UsageError("Which project? Give --project <name or id>, or deploy one first.");
  const found = await lookUpProject(cloudClient(context), wanted);
  if (!found) throw new UsageError(`You have no project ${wanted} at ${context.baseUrl}.`);
  return found;
}

export async function lookUpProject(client: CloudClient, wanted: string): Promise<ProjectReference | undefined> {
  for await (const project of allProjects(client)) {
    if (project.id === wanted || project.name === wanted) return project;
  }
  return undefined;
}

export async function* allProjects(client: CloudClient) {
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? {} : { cursor };
    const projects = await bodyOf(client.GET("/api/projects", { params: { query } }));
    yield* projects.data;
    cursor = projects.next_cursor ?? undefined;
  } while (cursor);
}

/** A key pair for the project's data plane: the one kept here, or a new one, which is then kept. */
export async function keysOf(context: Context, project: ProjectReference): Promise<KeyPair> {
  const kept = context.credentials.read(context.baseUrl).keys[project.id];
  if (kept) return kept;
  const fresh = await bodyOf(
    cloudClient(context).POST("/api/projects/{projectId}/keys", {
      params: { path: { projectId: project.id } },
      body: { name: "command line" },
    }),
  );
  const keys = { access_key: fresh.access_key, secret_key: fresh.secret_key };
  keepKeys(context, project.id, keys);
  return keys;
}

export function keepKeys(context: Context, projectId: string, keys: KeyPair): void {
  context.credentials.update(context.baseUrl, (cloud) => ({
    ...cloud,
    project: projectId,
    keys: { ...cloud.keys, [projectId]: keys },
  }));
}
