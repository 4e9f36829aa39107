import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ApiClient, createApiClient } from "../test-support/api-client.ts";
import { uploadVersion, useTestBackend } from "../test-support/test-backend.ts";
import { bundleZip, zipOf } from "../test-support/zip-of.ts";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("artifacts", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const { app, newUser, cleanup, platform, settings } = await useTestBackend({ platform: { now: () => now } });
  const ann = await newUser();
  const bob = await newUser();
  const projectId: string = (await ann.api.post("/api/projects", { name: "p" })).body.id;
  let versions = 0;

  async function newVersion(project = projectId): Promise<string> {
    versions += 1;
    const { body } = await ann.api.post(`/api/projects/${project}/versions`, { tag: `a${versions}` });
    return `/api/projects/${project}/versions/${body.id}`;
  }
  const announce = (base: string, content_length: number, api: ApiClient = ann.api) =>
    api.post(`${base}/artifact/upload-url`, { content_type: "application/zip", content_length });
  const confirm = (base: string, body: object) => ann.api.post(`${base}/artifact/confirm`, body);
  const stateOf = async (base: string) => (await ann.api.get(base)).body.artifact;
  const uploaded = async (bytes: Buffer) => {
    const base = await newVersion();
    const { body } = await announce(base, bytes.length);
    await ann.api.put(body.upload_url, bytes);
    return { base, url: body.upload_url, key: `uploads/${body.upload_url.split("/").at(-1)}` };
  };

  it("become ready by announcing, uploading with the same Authorization, and confirming", async () => {
    const zip = await bundleZip("ready");
    const base = await newVersion();
    const upload = await announce(base, zip.length);
    expect(upload).toMatchObject({
      status: 200,
      body: {
        upload_url: expect.stringMatching(/^\/api\/uploads\/art_/),
        upload_headers: { "Content-Type": "application/zip" },
        needs_confirm: true,
      },
    });
    expect(await stateOf(base)).toMatchObject({ state: "pending", size: zip.length, sha256: null });
    const put = await ann.api.put(upload.body.upload_url, zip, upload.body.upload_headers);
    expect(put).toMatchObject({ status: 200, body: { size: zip.length, sha256: sha256(zip) } });
    const confirmed = await confirm(base, { bundle_size: zip.length, sha256: sha256(zip) });
    expect(confirmed).toMatchObject({ status: 200, body: { state: "ready", size: zip.length, sha256: sha256(zip) } });
    expect(await stateOf(base)).toEqual(confirmed.body);
    const stored = await platform.objects.head(`artifacts/sha256/${sha256(zip)}`);
    expect(stored).toMatchObject({ sizeBytes: zip.length, digest: sha256(zip) });
  });

  it("may be confirmed again, and at once", async () => {
    const zip = await bundleZip("again");
    const { base } = await uploaded(zip);
    const answers = await Promise.all([1, 2, 3].map(() => confirm(base, { bundle_size: zip.length })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await confirm(base, { bundle_size: zip.length })).body).toEqual(answers[0]?.body);
    expect((await confirm(base, { bundle_size: 1 })).body.code).toBe("artifact_size_mismatch");
    expect((await stateOf(base)).state).toBe("ready");
  });

  it("take an upload whatever its Content-Type, or none, as its content is looked at", async () => {
    for (const headers of [
      {},
      { "content-type": "application/octet-stream" },
      { "content-type": "application/json" },
    ]) {
      const zip = await bundleZip();
      const base = await newVersion();
      const { body } = await announce(base, zip.length);
      expect((await ann.api.put(body.upload_url, zip, headers)).status).toBe(200);
      expect((await confirm(base, { bundle_size: zip.length })).status).toBe(200);
    }
  });

  it.each(["application/gzip", "text/plain", "application/zipped", ""])("refuse to be %j", async (content_type) => {
    const answer = await ann.api.post(`${await newVersion()}/artifact/upload-url`, {
      content_type,
      content_length: 10,
    });
    expect(answer).toMatchObject({ status: 415, body: { code: "artifact_type_unsupported" } });
  });

  it.each(["application/x-zip-compressed", "Application/Zip; charset=binary"])("accept %j", async (content_type) => {
    const answer = await ann.api.post(`${await newVersion()}/artifact/upload-url`, {
      content_type,
      content_length: 10,
    });
    expect(answer.status).toBe(200);
  });

  it("have a largest size", async () => {
    const answer = await announce(await newVersion(), settings.bundle.zipBytes + 1);
    expect(answer).toMatchObject({ status: 413, body: { code: "artifact_too_large" } });
    expect((await announce(await newVersion(), 0)).status).toBe(400);
  });

  it("refuse an upload that is larger or smaller than announced, and take the right one after it", async () => {
    const zip = await bundleZip("sizes");
    const base = await newVersion();
    const { body } = await announce(base, zip.length);
    for (const wrong of [zip.subarray(1), Buffer.concat([zip, Buffer.from("x")]), Buffer.alloc(0)]) {
      const answer = await ann.api.put(body.upload_url, wrong);
      expect(answer).toMatchObject({ status: 422, body: { code: "upload_size_mismatch" } });
      expect(answer.body.detail).toContain(String(zip.length));
    }
    expect((await confirm(base, { bundle_size: zip.length })).body.code).toBe("artifact_not_uploaded");
    expect((await ann.api.put(body.upload_url, zip)).status).toBe(200);
    expect((await confirm(base, { bundle_size: zip.length })).status).toBe(200);
  });

  it("count what arrives without a Content-Length", async () => {
    await app.listen({ port: 0, host: "127.0.0.1" });
    const address = app.server.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const zip = await bundleZip("chunked");
    const { body } = await announce(await newVersion(), zip.length);
    const send = (bytes: Uint8Array<ArrayBuffer>) =>
      fetch(`${origin}${body.upload_url}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${ann.token}` },
        body: new Blob([bytes]).stream(),
        duplex: "half",
      } as RequestInit);
    for (const wrong of [Buffer.concat([zip, zip]), Buffer.from(zip.subarray(0, 10))]) {
      const answer = await send(wrong);
      expect([answer.status, await answer.json()]).toMatchObject([422, { code: "upload_size_mismatch" }]);
    }
    expect((await send(Buffer.from(zip))).status).toBe(200);
  });

  it("never become usable when what is confirmed is not what arrived", async () => {
    const zip = await bundleZip("wrong size");
    const bySize = await uploaded(zip);
    const answer = await confirm(bySize.base, { bundle_size: zip.length + 1 });
    expect(answer).toMatchObject({ status: 422, body: { code: "artifact_size_mismatch" } });
    expect(answer.body.detail).toContain(String(zip.length + 1));
    expect(answer.body.detail).toContain(String(zip.length));
    expect((await stateOf(bySize.base)).state).toBe("failed");
    expect((await ann.api.put(`${bySize.base}/activate`)).body.code).toBe("artifact_not_ready");

    const byDigest = await uploaded(zip);
    const other = await confirm(byDigest.base, { bundle_size: zip.length, sha256: "0".repeat(64) });
    expect(other).toMatchObject({ status: 422, body: { code: "artifact_digest_mismatch" } });
    expect((await confirm(byDigest.base, { bundle_size: zip.length })).body.code).toBe("artifact_not_pending");

    expect((await announce(byDigest.base, zip.length)).status).toBe(200);
  });

  const traversal = async () => {
    const zip = await zipOf({ "nexau.json": '{"agents":{"a":"agent.yaml"}}', "aaa/evil.txt": "x" });
    return Buffer.from(zip.toString("latin1").replaceAll("aaa/evil.txt", "../evil.txt1"), "latin1");
  };
  it.each([
    ["bundle_not_a_zip", async () => Buffer.from("this is no zip at all, just some text")],
    ["bundle_truncated", async () => (await bundleZip()).subarray(0, -30)],
    ["bundle_manifest_missing", async () => zipOf({ "agent.yaml": "type: agent" })],
    ["bundle_manifest_invalid", async () => zipOf({ "nexau.json": "{" })],
    ["bundle_path_unsafe", traversal],
  ])("refuse a bundle with %s, and say so", async (code, make) => {
    const zip = await make();
    const { base } = await uploaded(zip);
    const answer = await confirm(base, { bundle_size: zip.length });
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect(await stateOf(base)).toMatchObject({ state: "failed", reason: answer.body.detail, sha256: null });
    expect(await platform.objects.head(`artifacts/sha256/${sha256(zip)}`)).toBeUndefined();
  });

  it("do not change once they are ready", async () => {
    const zip = await bundleZip("immutable");
    const { base, url } = await uploaded(zip);
    await confirm(base, { bundle_size: zip.length });
    expect((await announce(base, zip.length)).body.code).toBe("artifact_immutable");
    expect((await ann.api.put(url, zip)).body.code).toBe("artifact_not_pending");
  });

  it("are superseded by a newer upload URL of their version", async () => {
    const zip = await bundleZip("newer");
    const { base, url } = await uploaded(zip);
    await announce(base, zip.length);
    expect((await ann.api.put(url, zip)).body.code).toBe("artifact_not_pending");
    expect((await confirm(base, { bundle_size: zip.length })).body.code).toBe("artifact_not_uploaded");
  });

  it("cannot be uploaded by another user", async () => {
    const zip = await bundleZip();
    const { body } = await announce(await newVersion(), zip.length);
    expect(await bob.api.put(body.upload_url, zip)).toMatchObject({
      status: 404,
      body: { code: "artifact_not_found" },
    });
  });

  it("that nobody confirms expire, and their bytes are removed", async () => {
    const zip = await bundleZip("expired");
    const { base, url, key } = await uploaded(zip);
    await cleanup.run();
    expect(await platform.objects.head(key)).toBeDefined();
    now = new Date(now.getTime() + settings.uploadTtlMs);
    expect((await confirm(base, { bundle_size: zip.length })).body.code).toBe("artifact_not_pending");
    expect((await ann.api.put(url, zip)).body.code).toBe("artifact_not_pending");
    await cleanup.run();
    expect((await stateOf(base)).state).toBe("expired");
    expect(await platform.objects.head(key)).toBeUndefined();
  });

  it("leave no raw upload behind once they are ready or refused", async () => {
    const zip = await bundleZip("raw");
    const ready = await uploaded(zip);
    await confirm(ready.base, { bundle_size: zip.length });
    const refused = await uploaded(zip);
    await confirm(refused.base, { bundle_size: 1 });
    await cleanup.run();
    expect(await platform.objects.head(ready.key)).toBeUndefined();
    expect(await platform.objects.head(refused.key)).toBeUndefined();
  });

  it("with the same content are stored once, and removed with the last version that has them", async () => {
    const zip = await bundleZip("shared");
    const key = `artifacts/sha256/${sha256(zip)}`;
    const other = (await ann.api.post("/api/projects", { name: "other" })).body.id;
    const first = await uploadVersion(ann.api, projectId, { tag: "shared-1", zip });
    await uploadVersion(ann.api, other, { tag: "shared-2", zip });
    const later = () => {
      now = new Date(now.getTime() + settings.unreferencedGraceMs + 1);
    };

    await ann.api.delete(`/api/projects/${projectId}/versions/${first.versionId}`);
    later();
    await cleanup.run();
    expect(await platform.objects.head(key)).toBeDefined();

    await ann.api.delete(`/api/projects/${other}`);
    later();
    await cleanup.run();
    expect(await platform.objects.head(key)).toBeUndefined();

    const again = await uploadVersion(ann.api, projectId, { tag: "shared-3", zip });
    expect(again.confirmed.status).toBe(200);
    expect(await platform.objects.head(key)).toBeDefined();
  });

  it("go straight to storage that has a public address of its own, and from there to a runtime", async () => {
    const { objects } = platform;
    const { signUrl } = objects;
    objects.signUrl = async ({ key, method }) => ({
      url: `https://s3.example/bucket/${key}?${method}`,
      headers: { "content-type": "application/zip" },
    });
    try {
      const zip = await bundleZip("direct");
      const base = await newVersion();
      const { body } = await announce(base, zip.length);
      expect(body).toMatchObject({
        upload_url: expect.stringMatching(/^https:\/\/s3\.example\/bucket\/uploads\/art_\w+\?PUT$/),
        upload_headers: { "content-type": "application/zip" },
        needs_confirm: true,
      });
      const key = new URL(body.upload_url).pathname.replace("/bucket/", "");
      await objects.put(key, zip, { contentType: "application/zip", maxBytes: zip.length });
      expect((await confirm(base, { bundle_size: zip.length })).body).toMatchObject({
        state: "ready",
        sha256: sha256(zip),
      });
      const internal = createApiClient(app, { authorization: `Bearer ${platform.serviceToken}` });
      const launch = await internal.get(`${base.replace("/api", "/internal")}/launch`);
      expect(launch.body.bundle.url).toBe(`https://s3.example/bucket/artifacts/sha256/${sha256(zip)}?GET`);
    } finally {
      objects.signUrl = signUrl;
    }
  });
});
