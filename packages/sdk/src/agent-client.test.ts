import { describe, expect, it } from "vitest";
import { createAgentClient } from "./agent-client.ts";

const EVENT = '{"type":"TEXT_MESSAGE_END","message_id":"m"}';

function clientOf(body: string) {
  const answer = async () => new Response(body, { headers: { "x-run-id": "run_1" } });
  return createAgentClient({ baseUrl: "http://cloud.invalid", accessKey: "ak_a", secretKey: "sk_a", fetch: answer });
}

describe("a chat's stream", () => {
  const input = { session_id: "sess_1", distinct_id: "alice", messages: "hello" };

  it("gives the events up to [DONE]", async () => {
    const stream = await clientOf(`data: ${EVENT}\n\ndata: [DONE]\n\n`).chat(input);
    expect(stream.runId).toBe("run_1");
    expect(await Array.fromAsync(stream)).toEqual([JSON.parse(EVENT)]);
  });

  it("that ends before [DONE] is not taken for a whole one", async () => {
    const stream = await clientOf(`data: ${EVENT}\n\n`).chat(input);
    await expect(Array.fromAsync(stream)).rejects.toThrow("broke off");
  });
});
