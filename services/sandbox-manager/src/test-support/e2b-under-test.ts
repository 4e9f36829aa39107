import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { Sandbox, type SandboxOpts } from "e2b";
import { afterAll } from "vitest";
import { type UnderTestOptions, useSandboxManager } from "./sandbox-manager-under-test.ts";

/** A key per project, as the backend would know them. */
export const keys = { alice: `e2b_${"a".repeat(40)}`, bob: `e2b_${"b".repeat(40)}` };

/** A sandbox manager as E2B's own JavaScript SDK sees it. */
export async function useE2b(options: UnderTestOptions = {}) {
  const manager = await useSandboxManager(options);
  const backend = createServer(async (request, response) => {
    const { apiKey } = (await json(request)) as { apiKey: string };
    const [projectId] = Object.entries(keys).find(([, key]) => key === apiKey) ?? [];
    response.writeHead(projectId ? 200 : 401, { "content-type": "application/json" });
    const problem = {
      type: "urn:x",
      title: "unauthenticated",
      status: 401,
      detail: "wrong",
      code: "key_invalid",
      request_id: "1",
    };
    response.end(JSON.stringify(projectId ? { keyId: "1", projectId } : problem));
  }).listen(0, "127.0.0.1");
  await once(backend, "listening");
  afterAll(() => {
    backend.closeAllConnections();
    backend.close();
  });
  const { port } = backend.address() as AddressInfo;
  await manager.platform.discovery.register({
    id: "fake",
    service: "backend",
    url: `http://127.0.0.1:${port}`,
    lane: null,
  });

  const connection = (apiKey = keys.alice) => ({ apiKey, apiUrl: `${manager.url}/e2b`, sandboxUrl: manager.url });
  return {
    manager,
    connection,
    create: (opts: SandboxOpts = {}, template = "base") => Sandbox.create(template, { ...connection(), ...opts }),
    /** A call as some program without an SDK would make it. */
    call: async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = { "x-api-key": keys.alice },
    ) => {
      const response = await fetch(`${manager.url}/e2b${path}`, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
    },
    /** A request into a sandbox. */
    into: (sandboxId: string, path: string, headers: Record<string, string> = {}, port = 49_983) =>
      fetch(`${manager.url}${path}`, {
        headers: { "e2b-sandbox-id": sandboxId, "e2b-sandbox-port": String(port), ...headers },
      }),
  };
}
