import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTestUser, useTestCloud } from "@nexau-cloud/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);

describe("E2B's Python SDK", async () => {
  const cloud = await useTestCloud();
  const project = await (await createTestUser(cloud)).createProject("python");
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nexau-cloud-e2b-"));
    await run("python3", ["-m", "venv", folder]);
    await run(join(folder, "bin/pip"), ["install", "--quiet", "--disable-pip-version-check", "e2b"]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("works as it is, with three variables in its environment", async () => {
    const { stdout } = await run(join(folder, "bin/python"), [join(import.meta.dirname, "program.py")], {
      env: {
        PATH: process.env.PATH,
        E2B_API_KEY: await project.createSandboxKey(),
        E2B_API_URL: `${cloud.url}/e2b`,
        E2B_SANDBOX_URL: cloud.url,
      },
    });
    expect(stdout).toBe("all is well\n");
  });
});
