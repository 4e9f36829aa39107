import type { RunEvent } from "@nexau-cloud/contracts";
import type { TestCloud } from "./test-cloud.ts";
import { zipFiles } from "./zip-files.ts";

type CloudAddress = Pick<TestCloud, "url">;

/** Somebody with an account, talking plain HTTP as a script written from the documentation would. */
export interface TestUser {
  token: string;
  call<Answer = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Reply<Answer>>;
  createProject(name: string): Promise<TestProject>;
}

export interface Reply<Answer> {
  status: number;
  body: Answer;
}

export interface TestProject {
  id: string;
  accessKey: string;
  secretKey: string;
  /** The five calls: version, upload URL, PUT, confirm, activate. Answers what the last of them answered. */
  deploy(
    files: Record<string, string | Uint8Array> | Buffer,
    tag?: string,
  ): Promise<Reply<Record<string, unknown>> & { versionId: string }>;
  agentCall<Answer = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Reply<Answer>>;
  createSession(distinctId?: string): Promise<string>;
  /** A key for the E2B API. */
  createSandboxKey(): Promise<string>;
  chat(sessionId: string, message: string, options?: ChatOptions): Promise<TestChat>;
  stop(sessionId: string, distinctId?: string): Promise<Reply<{ status: string }>>;
}

export interface ChatOptions {
  distinctId?: string;
  tag?: string;
  headers?: Record<string, string>;
}

export interface TestChat {
  response: Response;
  runId: string;
  /** Reads on until an event of this type has come; gives all that came until then. */
  until(type: RunEvent["type"]): Promise<RunEvent[]>;
  /** Reads to the end. The last line must be [DONE]. */
  rest(): Promise<RunEvent[]>;
  close(): Promise<void>;
}

let users = 0;

export async function createTestUser(cloud: CloudAddress, email = `user${++users}@example.com`): Promise<TestUser> {
  const password = "correct horse battery";
  const registered = await send(cloud, "POST", "/api/auth/register", { body: { email, password, name: "Test" } });
  const cookie = registered.response.headers
    .getSetCookie()
    .map((header) => header.split(";", 1)[0])
    .join("; ");
  const made = await send(cloud, "POST", "/api/auth/tokens", {
    body: { name: "test", expires_in: null },
    headers: { cookie },
  });
  const token = String(made.body.token);
  const call: TestUser["call"] = (method, path, body) =>
    send(cloud, method, path, { body, headers: { authorization: `Bearer ${token}` } }) as never;
  return {
    token,
    call,
    async createProject(name) {
      const { body } = await call<{ id: string; access_key: string; secret_key: string }>("POST", "/api/projects", {
        name,
        description: "",
      });
      return createTestProject(cloud, { token, call, project: body });
    },
  };
}

function createTestProject(
  cloud: CloudAddress,
  {
    token,
    call,
    project,
  }: { token: string; call: TestUser["call"]; project: { id: string; access_key: string; secret_key: string } },
): TestProject {
  const authorization = `Basic ${Buffer.from(`${project.access_key}:${project.secret_key}`).toString("base64")}`;
  const agentCall: TestProject["agentCall"] = (method, path, body) =>
    send(cloud, method, `/agent-api${path}`, { body, headers: { authorization } }) as never;
  let versions = 0;

  return {
    id: project.id,
    accessKey: project.access_key,
    secretKey: project.secret_key,
    agentCall,

    async deploy(files, tag = `v${++versions}`) {
      const zip = Buffer.isBuffer(files) ? files : await zipFiles(files);
      const version = await call<{ id: string }>("POST", `/api/projects/${project.id}/versions`, { tag });
      const path = `/api/projects/${project.id}/versions/${version.body.id}`;
      const target = await call<{ upload_url: string; upload_headers: Record<string, string> }>(
        "POST",
        `${path}/artifact/upload-url`,
        {
          content_type: "application/zip",
          content_length: zip.length,
        },
      );
      await fetch(new URL(target.body.upload_url, cloud.url), {
        method: "PUT",
        body: new Uint8Array(zip),
        headers: {
          // An absolute URL leads to the object storage and carries its own permission.
          ...(target.body.upload_url.startsWith("/") ? { authorization: `Bearer ${token}` } : {}),
          ...target.body.upload_headers,
        },
      });
      const confirmed = await call("POST", `${path}/artifact/confirm`, { bundle_size: zip.length });
      if (confirmed.status >= 300) return { ...confirmed, versionId: version.body.id };
      return { ...(await call("PUT", `${path}/activate`)), versionId: version.body.id };
    },

    async createSandboxKey() {
      const { body } = await call<{ api_key: string }>("POST", `/api/projects/${project.id}/sandbox-keys`);
      return body.api_key;
    },

    async createSession(distinctId = "alice") {
      const { body } = await agentCall<{ session_id: string }>("POST", "/sessions", { distinct_id: distinctId });
      return body.session_id;
    },

    async chat(sessionId, message, { distinctId = "alice", tag, headers } = {}) {
      const response = await fetch(`${cloud.url}/agent-api/chat`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json", ...headers },
        body: JSON.stringify({
          session_id: sessionId,
          distinct_id: distinctId,
          ...(tag ? { version_tag: tag } : {}),
          messages: [{ role: "user", content: message }],
          stream: true,
        }),
      });
      return toTestChat(response);
    },

    stop: (sessionId, distinctId = "alice") =>
      agentCall("POST", "/stop", { session_id: sessionId, distinct_id: distinctId, force: false }),
  };
}

function toTestChat(response: Response): TestChat {
  const lines = dataLines(response);
  return {
    response,
    runId: response.headers.get("x-run-id") ?? "",
    async until(type) {
      const events: RunEvent[] = [];
      for (let next = await lines.next(); !next.done; next = await lines.next()) {
        if (next.value === "[DONE]") break;
        const event = JSON.parse(next.value) as RunEvent;
        events.push(event);
        if (event.type === type) return events;
      }
      throw new Error(`the stream ended before ${type}; it had ${events.map((event) => event.type).join(", ")}`);
    },
    async rest() {
      const rest = await Array.fromAsync(lines);
      if (rest.pop() !== "[DONE]") throw new Error("the stream did not end with [DONE]");
      return rest.map((line) => JSON.parse(line) as RunEvent);
    },
    close: async () => void (await lines.return(undefined)),
  };
}

async function* dataLines(response: Response): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    rest += chunk;
    const parts = rest.split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.startsWith("data: ")) yield part.slice("data: ".length);
  }
  return undefined;
}

async function send(
  cloud: CloudAddress,
  method: string,
  path: string,
  { body, headers }: { body?: unknown; headers?: Record<string, string> },
): Promise<{ status: number; body: Record<string, unknown>; response: Response }> {
  const response = await fetch(cloud.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>), response };
}
