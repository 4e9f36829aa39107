/*
 * Deploys an agent project and asks it one question. No dependencies; Node.js 24 runs it as it is.
 *
 *   NEXAU_CLOUD_TOKEN=nau_pat_... node deploy-and-chat.ts agent.zip "your question"
 */
import { readFile } from "node:fs/promises";

const CLOUD = (process.env.NEXAU_CLOUD_URL ?? "http://localhost:8080").replace(/\/$/, "");
const TOKEN = process.env.NEXAU_CLOUD_TOKEN;

interface Project {
  id: string;
  access_key: string;
  secret_key: string;
}

interface UploadTarget {
  upload_url: string;
  upload_headers: Record<string, string> | null;
  needs_confirm: boolean;
}

/** The events that are shown here; there are more. */
type RunEvent =
  | { type: "TEXT_MESSAGE_CONTENT"; delta: string }
  | { type: "TOOL_CALL_START"; tool_call_name: string }
  | { type: "TOOL_CALL_RESULT"; content: string }
  | { type: "RUN_ERROR"; message: string };

const [zipFile, question] = process.argv.slice(2);
if (!zipFile || !question || !TOKEN) {
  console.error('usage: NEXAU_CLOUD_TOKEN=nau_pat_... node deploy-and-chat.ts agent.zip "your question"');
  process.exit(2);
}
try {
  await main(await readFile(zipFile), question);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function main(bundle: Buffer, message: string): Promise<void> {
  const bearer = `Bearer ${TOKEN}`;
  const tag = `v${Date.now()}`;
  const project = await call<Project>("POST", "/api/projects", bearer, { name: `typescript-${tag}`, description: "" });
  await deploy(project.id, tag, bundle, bearer);
  console.error(`deployed ${tag}`);

  const key = `Basic ${Buffer.from(`${project.access_key}:${project.secret_key}`).toString("base64")}`;
  const who = { distinct_id: "example" };
  const { session_id } = await call<{ session_id: string }>("POST", "/agent-api/sessions", key, who);
  const messages = [{ role: "user", content: message }];
  const answer = await send("POST", "/agent-api/chat", key, { ...who, session_id, version_tag: tag, messages });
  for await (const event of eventsOf(answer)) show(event);
  process.stdout.write("\n");
}

/** The five calls. */
async function deploy(projectId: string, tag: string, bundle: Buffer, bearer: string): Promise<void> {
  const versions = `/api/projects/${projectId}/versions`;
  const { id } = await call<{ id: string }>("POST", versions, bearer, { tag });
  const artifact = `${versions}/${id}/artifact`;
  const type = "application/zip";
  const wanted = { content_type: type, content_length: bundle.length };
  const target = await call<UploadTarget>("POST", `${artifact}/upload-url`, bearer, wanted);
  // A relative URL is one of the cloud's own and wants the token; an absolute one is signed already.
  const isOwn = target.upload_url.startsWith("/");
  const url = isOwn ? CLOUD + target.upload_url : target.upload_url;
  const headers = new Headers(target.upload_headers ?? {});
  headers.set("content-type", type);
  if (isOwn) headers.set("authorization", bearer);
  const response = await fetch(url, { method: "PUT", headers, body: new Uint8Array(bundle) });
  if (!response.ok) throw new Error(`The upload was refused: ${response.status} ${await response.text()}`);
  if (target.needs_confirm) await call("POST", `${artifact}/confirm`, bearer, { bundle_size: bundle.length });
  await call("PUT", `${versions}/${id}/activate`, bearer);
}

async function call<Answer>(method: string, path: string, authorization: string, body?: unknown): Promise<Answer> {
  const response = await send(method, path, authorization, body);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as Answer;
}

async function send(method: string, path: string, authorization: string, body?: unknown): Promise<Response> {
  const response = await fetch(CLOUD + path, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** Lines `data: {event}` as they come; `data: [DONE]` is the last. */
async function* eventsOf(response: Response): AsyncGenerator<RunEvent> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "data: [DONE]") return;
      if (line.startsWith("data: ")) yield JSON.parse(line.slice("data: ".length)) as RunEvent;
    }
  }
}

function show(event: RunEvent): void {
  if (event.type === "TEXT_MESSAGE_CONTENT") process.stdout.write(event.delta);
  else if (event.type === "TOOL_CALL_START") process.stdout.write(`\n[${event.tool_call_name}]\n`);
  else if (event.type === "TOOL_CALL_RESULT") process.stdout.write(`-> ${event.content.slice(0, 200)}\n`);
  else if (event.type === "RUN_ERROR") throw new Error(event.message);
}
