import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestUser, startTestCloud, zipFiles } from "@nexau-cloud/testkit";
import S3rver from "s3rver";
import { afterAll, describe, expect, it } from "vitest";
import { testAgent } from "../flows/test-agent.ts";
import { resultsOf } from "./services/run-stream.ts";

describe("a cloud with its artifacts in S3", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nexau-ci-s3-"));
  const s3 = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: "artifacts" }],
  });
  const { port } = await s3.run();
  const cloud = await startTestCloud({
    settings: {
      STORAGE_KIND: "s3",
      STORAGE_ENDPOINT: `http://127.0.0.1:${port}`,
      STORAGE_BUCKET: "artifacts",
      STORAGE_ACCESS_KEY_ID: "S3RVER",
      STORAGE_SECRET_ACCESS_KEY: "S3RVER",
    },
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  });
  const user = await createTestUser(cloud);
  const project = await user.createProject("s3");

  it("takes a bundle at a presigned URL and runs it", async () => {
    expect(await project.deploy(testAgent)).toMatchObject({ status: 200 });
    const chat = await project.chat(await project.createSession(), 'call add_note {"text": "one"}');
    expect(resultsOf(await chat.rest())).toEqual(['{"notes": 1}']);
  });

  it("has bundles sent to the storage itself, past the cloud", async () => {
    const zip = await zipFiles(testAgent);
    const version = await user.call("POST", `/api/projects/${project.id}/versions`, { tag: "direct" });
    const path = `/api/projects/${project.id}/versions/${version.body.id}/artifact/upload-url`;
    const { body } = await user.call<{ upload_url: string; upload_headers: Record<string, string> }>("POST", path, {
      content_type: "application/zip",
      content_length: zip.length,
    });
    expect(new URL(body.upload_url).port).toBe(String(port));
    const put = await fetch(body.upload_url, { method: "PUT", headers: body.upload_headers, body: zip });
    expect(put.status).toBe(200);
  });

  it("still has it after a restart", async () => {
    await cloud.restart();
    const chat = await project.chat(await project.createSession(), "hello", { tag: "v1" });
    expect((await chat.rest()).at(-1)?.type).toBe("RUN_FINISHED");
  });
});
