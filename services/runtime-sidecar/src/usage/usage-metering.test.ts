import { answer, failWith, say, startFakeProvider } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { startSidecarUnderTest } from "../test-support/sidecar-under-test.ts";

const sidecar = await startSidecarUnderTest();
const provider = await startFakeProvider();
afterAll(async () => {
  await sidecar[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
sidecar.use({ baseUrl: provider.openaiBaseUrl });

const usage = { inputTokens: 100, outputTokens: 40, cachedTokens: 30, reasoningTokens: 10 };

async function call(runId: string, body: object = {}) {
  const response = await fetch(`${sidecar.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${await sidecar.token({ run_id: runId, project_id: `project of ${runId}` })}` },
    body: JSON.stringify({ model: "m1", stream: true, stream_options: { include_usage: true }, ...body }),
  });
  await response.text().catch(() => undefined);
}

async function counted(key: string): Promise<number> {
  return sidecar.platform.coordination.counters.add(`usage:${key}`, 0, 60_000);
}

async function metric(pattern: RegExp): Promise<string | undefined> {
  return pattern.exec(await sidecar.platform.metrics.metrics())?.[1];
}

describe("metering", () => {
  it("adds up the tokens of a run and of its project, streamed or not", async () => {
    provider.reply({ ...say("a", "b"), usage }, { ...say("c"), usage });
    await call("run_a");
    await call("run_a", { stream: false });
    expect(await counted("run_a:output")).toBe(80);
    expect(await counted("run_a:input")).toBe(200);
    expect(await counted("run_a:cached")).toBe(60);
    expect(await counted("project of run_a:reasoning")).toBe(20);
  });

  it("counts an answer that was cut as far as it is known", async () => {
    provider.reply(
      answer([...Array.from({ length: 9 }, () => ({ type: "text" as const, text: "x" })), { type: "cut" }]),
    );
    await call("run_cut");
    expect(await counted("run_cut:output")).toBe(10);
    expect(await counted("run_cut:input")).toBeGreaterThan(10);
  });

  it("counts no tokens of a refusal, and shows calls and tokens by model and kind", async () => {
    provider.reply(failWith(500, "no"), { ...say("c"), usage });
    await call("run_fail", { model: "m2" });
    await call("run_fail", { model: "m2" });
    expect(await counted("run_fail:output")).toBe(40);
    expect(await metric(/model_calls_total\{.*model="m2",status="500".*\} (\d+)/)).toBe("1");
    expect(await metric(/model_tokens_total\{.*model="m2",kind="input",estimated="false".*\} (\d+)/)).toBe("100");
  });
});
