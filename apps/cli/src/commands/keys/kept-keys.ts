import { bodyOf } from "@nexau-cloud/sdk";
import { type Context, cloudClient } from "../../context.ts";
import type { KeyPair } from "../../credentials.ts";
import type { ProjectReference } from "../projects/find-project.ts";

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

export function keepKeys(context: Context, projectId: string, { access_key, secret_key }: KeyPair): void {
  context.credentials.update(context.baseUrl, (cloud) => ({
    ...cloud,
    keys: { ...cloud.keys, [projectId]: { access_key, secret_key } },
  }));
}

/** After a key was deleted elsewhere or here: the next command that needs one makes a new pair. */
export function forgetKey(context: Context, projectId: string, accessKey: string | undefined): void {
  context.credentials.update(context.baseUrl, (cloud) => {
    if (cloud.keys[projectId]?.access_key !== accessKey) return cloud;
    const { [projectId]: _forgotten, ...keys } = cloud.keys;
    return { ...cloud, keys };
  });
}
