import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_BUNDLE_LIMITS, loadProject } from "@nexau-cloud/agent-spec";
import type { BundleReference } from "@nexau-cloud/contracts";
import { zipFiles } from "@nexau-cloud/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assignmentFixture } from "../test/agent.fixture.ts";
import { createBundleCache } from "./bundle-cache.ts";
import { createProjectLoader } from "./project-loader.ts";

const AGENT = [
  "name: helper",
  "system_prompt: Hello",
  "llm_config: {model: m, base_url: '${env.LLM_BASE_URL}', api_key: '${env.LLM_API_KEY}'}",
  "context: {token: '${env.LLM_API_KEY}', colour: '${env.COLOUR}'}",
].join("\n");

const project = (extra: Record<string, string> = {}) =>
  zipFiles({ "nexau.json": '{"agents": {"helper": "agent.yaml"}}', "agent.yaml": AGENT, ...extra });

/** An object storage that counts. */
async function startStorage() {
  const objects = new Map<string, Buffer>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const body = objects.get(request.url ?? "");
    response.writeHead(body ? 200 : 404).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    url,
    requests: () => requests,
    put(content: Buffer, announced: Partial<BundleReference> = {}): BundleReference {
      const digest = createHash("sha256").update(content).digest("hex");
      objects.set(`/${digest}`, content);
      return { digest, sizeBytes: content.length, url: `/${digest}`, ...announced };
    },
    close: () => server.close(),
  };
}

let dir: string;
let storage: Awaited<ReturnType<typeof startStorage>>;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "bundles-"));
  storage = await startStorage();
});
afterEach(async () => {
  storage.close();
  await rm(dir, { recursive: true });
});

const createCache = (maxBytes = 1_000_000) =>
  createBundleCache({
    dir,
    limits: DEFAULT_BUNDLE_LIMITS,
    maxBytes,
    downloadTimeoutMs: 10_000,
    toAbsoluteUrl: async (url) => `${storage.url}${url}`,
  });
const nameIn = async (folder: string) => readFile(join(folder, "agent.yaml"), "utf8");

describe("bundle cache", () => {
  it("fetches a bundle once, however many ask for it at the same time", async () => {
    const bundle = storage.put(await project());
    const cache = await createCache();

    const all = await Promise.all([1, 2, 3].map(() => cache.withBundle(bundle, nameIn)));

    expect(all).toEqual([AGENT, AGENT, AGENT]);
    expect(storage.requests()).toBe(1);
    await (await createCache()).withBundle(bundle, nameIn);
    expect(storage.requests()).toBe(1);
  });

  it.each([
    ["shorter", -1],
    ["longer", 1],
  ])("refuses a bundle that is %s than announced", async (_word, difference) => {
    const content = await project();
    const bundle = storage.put(content, { sizeBytes: content.length + difference });
    const cache = await createCache();

    await expect(cache.withBundle(bundle, nameIn)).rejects.toMatchObject({ reason: "bundle_damaged" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("refuses a bundle with other content than announced, and gives it another chance later", async () => {
    const content = await project();
    const other = storage.put(await project({ "more.txt": "x" }));
    const bundle = storage.put(content);
    const cache = await createCache();

    const swapped = { ...bundle, url: other.url, sizeBytes: other.sizeBytes };
    await expect(cache.withBundle(swapped, nameIn)).rejects.toMatchObject({ reason: "bundle_damaged" });
    expect(await cache.withBundle(bundle, nameIn)).toBe(AGENT);
  });

  it("says that a bundle cannot be fetched", async () => {
    const bundle = { digest: "0".repeat(64), sizeBytes: 3, url: "/nothing" };
    await expect((await createCache()).withBundle(bundle, nameIn)).rejects.toMatchObject({
      reason: "bundle_download_failed",
      status: 503,
    });
  });

  it("removes those unused for longest, but never one in use", async () => {
    const bundles = await Promise.all(
      ["a", "b", "c"].map(async (name) => storage.put(await project({ [name]: name }))),
    );
    const [first, second, third] = bundles;
    if (!first || !second || !third) throw new Error("no bundles");
    const cache = await createCache(AGENT.length * 2);

    await cache.withBundle(first, async () => {
      await cache.withBundle(second, nameIn);
      await cache.withBundle(third, nameIn);
      expect(await readdir(dir)).toContain(first.digest);
      expect(await readdir(dir)).not.toContain(second.digest);
    });
  });
});

describe("project loader", () => {
  it("reads a project once for all its runs and gives each its own token", async () => {
    const bundle = storage.put(await project());
    const launch = { ...assignmentFixture().launch, bundle };
    let reads = 0;
    const loader = createProjectLoader({
      bundles: await createCache(),
      loadProject: (options) => {
        reads++;
        return loadProject(options);
      },
      maxProjects: 10,
    });
    const load = (token: string, colour: string) =>
      loader.load(launch, { LLM_BASE_URL: "http://x", LLM_API_KEY: token, COLOUR: colour }, token);

    const first = await load("token-1", "red");
    const second = await load("token-2", "red");
    const third = await load("token-2", "blue");

    expect(first.issues).toEqual([]);
    expect(first.agents[0]?.context).toEqual({ token: "token-1", colour: "red" });
    expect(second.agents[0]?.context).toEqual({ token: "token-2", colour: "red" });
    expect(third.agents[0]?.context).toEqual({ token: "token-2", colour: "blue" });
    expect(reads).toBe(2);
  });
});
