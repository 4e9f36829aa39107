import type { TestProject } from "@nexau-cloud/testkit";

/** Deploys what the tests of a file go on with; where that fails, the answer says why. */
export async function mustDeploy(project: TestProject, files: Record<string, string>): Promise<void> {
  const { status, body } = await project.deploy(files);
  if (status !== 200) throw new Error(`the deployment was answered with ${status}: ${JSON.stringify(body)}`);
}
