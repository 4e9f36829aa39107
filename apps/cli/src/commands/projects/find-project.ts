import { bodyOf, type CloudClient } from "@nexau-cloud/sdk";
import { UsageError } from "../../cli-error.ts";
import { type Context, cloudClient } from "../../context.ts";

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

/** Makes it the project that commands mean when none is named. */
export function chooseProject(context: Context, projectId: string): void {
  context.credentials.update(context.baseUrl, (cloud) => ({ ...cloud, project: projectId }));
}
