import { createTestUser, type TestProject } from "@nexau-cloud/testkit";
import type { BenchCloud } from "./bench-cloud.ts";
import type { InstantProvider } from "./instant-provider-process.ts";
import { postStream, type StreamTimes } from "./stream.ts";

export interface BenchChat {
  /** A new session; made outside of what is measured. */
  newSession(): Promise<string>;
  /** One message through the gateway, and all that comes back. */
  chat(sessionId: string): Promise<StreamTimes>;
  /** The same answer from the provider itself. */
  direct(): Promise<StreamTimes>;
}

const USER = "bench";
const KEY = "sk-bench-provider-key";
const TAG = "v1";
/** An agent that only talks. */
const PLAIN_AGENT = {
  "nexau.json": JSON.stringify({ agents: { plain: "agent.yaml" } }),
  "agent.yaml": [
    "type: agent",
    "name: plain",
    "system_prompt: You are brief.",
    "llm_config:",
    "  model: ${env.LLM_MODEL}",
    "  base_url: ${env.LLM_BASE_URL}",
    "  api_key: ${env.LLM_API_KEY}",
    "  stream: true",
    "",
  ].join("\n"),
};

/** An agent without tools on a model of the instant provider. */
export async function deployBenchChat(cloud: BenchCloud, provider: InstantProvider, model: string): Promise<BenchChat> {
  const user = await createTestUser(cloud, `bench-${model}@example.com`);
  const project = await user.createProject(`bench ${model}`);
  const llm = { mode: "custom", api_type: "openai_chat_completion", base_url: provider.baseUrl, api_key: KEY, model };
  expectOk(await user.call("PUT", `/api/projects/${project.id}/llm-config`, llm));
  expectOk(await project.deploy(PLAIN_AGENT, TAG));
  return {
    newSession: () => project.createSession(USER),
    chat: (sessionId) =>
      postStream({
        url: `${cloud.gatewayUrl}/agent-api/chat`,
        headers: { authorization: basicAuthorization(project) },
        body: {
          session_id: sessionId,
          distinct_id: USER,
          version_tag: TAG,
          messages: [{ role: "user", content: "hello" }],
        },
        isFirst: (data) => data.includes('"TEXT_MESSAGE_CONTENT"'),
      }),
    direct: () =>
      postStream({
        url: `${provider.baseUrl}/chat/completions`,
        headers: { authorization: `Bearer ${KEY}` },
        body: { model, stream: true, messages: [{ role: "user", content: "hello" }] },
        isFirst: (data) => data.includes('"content":"0 "'),
      }),
  };
}

/** The text that the events of a chat add up to. Throws when the run did not end well. */
export function textOfChat({ events }: StreamTimes): string {
  const parsed = events
    .filter((data) => data !== "[DONE]")
    .map((data) => JSON.parse(data) as { type: string; delta?: string });
  if (parsed.at(-1)?.type !== "RUN_FINISHED") throw new Error(`the run ended with ${events.slice(-2).join(" ")}`);
  return parsed.map(({ type, delta }) => (type === "TEXT_MESSAGE_CONTENT" ? (delta ?? "") : "")).join("");
}

/** What a model named `chunks-<count>` writes. */
export function textOfChunks(count: number): string {
  return Array.from({ length: count }, (_, index) => `${index} `).join("");
}

function expectOk({ status, body }: { status: number; body: unknown }): void {
  if (status >= 300) throw new Error(`the cloud answered ${status}: ${JSON.stringify(body)}`);
}

function basicAuthorization({ accessKey, secretKey }: TestProject): string {
  return `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString("base64")}`;
}
