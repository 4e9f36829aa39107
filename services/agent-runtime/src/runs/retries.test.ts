import { answer, failWith, hangUp, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { agentFixture } from "../test/agent.fixture.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

describe("a model call that fails", () => {
  it("is made again after 1, 2, 4, ... seconds up to the agent's limit, each time with a RETRY event", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(
      failWith(500, "down"),
      hangUp(),
      failWith(429, "slow down"),
      failWith(400, "odd"),
      say("Up again."),
    );

    await runtime.run({ agent: agentFixture({ retryAttempts: 5, retryBackoffMaxSeconds: 3 }) });

    expect(runtime.pauses).toEqual([1, 2, 3, 3]);
    const retries = runtime.sessionManager.events.filter((event) => event.type === "RETRY");
    expect(
      retries.map(({ attempt, max_attempts, backoff_seconds }) => [attempt, max_attempts, backoff_seconds]),
    ).toEqual([
      [1, 5, 1],
      [2, 5, 2],
      [3, 5, 3],
      [4, 5, 3],
    ]);
    expect(retries[0]).toMatchObject({
      run_id: null,
      api_type: "openai_chat_completion",
      error_message: "The model answered status 500: down",
    });
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "Up again." }]);
  });

  it("fails the run after as many tries as the agent has", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(failWith(500, "down"), failWith(500, "down"), failWith(500, "still down"));

    await runtime.run({ agent: agentFixture({ retryAttempts: 3 }) });

    expect(runtime.provider.requests).toHaveLength(3);
    expect(runtime.eventTypes()).toEqual(["RUN_STARTED", "RETRY", "RETRY", "RUN_ERROR", "TRANSPORT_ERROR"]);
    expect(runtime.sessionManager.ends).toMatchObject([
      {
        state: "failed",
        error: {
          code: "model_call_failed",
          message:
            "Error in agent execution: The model call failed after 3 attempts: The model answered status 500: still down",
        },
      },
    ]);
  });

  it("closes what it had begun to say, and begins anew", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(answer([{ type: "text", text: "Half a sen" }, { type: "cut" }]), say("A whole sentence."));

    await runtime.run();

    expect(runtime.eventTypes().slice(1)).toEqual([
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "RETRY",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "MODEL_CALL_FINISHED",
      "USAGE_UPDATE",
      "RUN_FINISHED",
    ]);
    expect(runtime.sessionManager.history.at(-1)?.content).toEqual([{ type: "text", text: "A whole sentence." }]);
    expect(runtime.sessionManager.history).toHaveLength(2);
  });

  it.each([
    ["rubbish in the stream", answer([{ type: "raw", text: "<html>Bad gateway</html>\n\n" }])],
    ["broken JSON", answer([{ type: "raw", text: "data: {oops\n\n" }])],
    ["an error inside the stream", answer([{ type: "raw", text: 'data: {"error":{"message":"overloaded"}}\n\n' }])],
    ["an empty answer", answer([])],
  ])("counts %s as a failure", async (_name, broken) => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(broken, say("Fine."));

    await runtime.run();

    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "Fine." }]);
    expect(runtime.eventTypes()).toContain("RETRY");
  });

  it("counts silence beyond the agent's limit as a failure", async () => {
    await using runtime = await startRuntimeUnderTest();
    const forever = new Promise(() => undefined);
    runtime.provider.reply(
      answer([
        { type: "text", text: "I" },
        { type: "wait", until: forever },
      ]),
      say("Fine."),
    );
    const { llm } = agentFixture();

    await runtime.run({ agent: agentFixture({ llm: { ...llm, streamIdleTimeoutMs: 50 } }) });

    expect(runtime.sessionManager.events.find((event) => event.type === "RETRY")).toMatchObject({
      error_message: "The model sent nothing for 50 ms.",
    });
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "Fine." }]);
  });

  it("is not made again when our own side refuses it", async () => {
    await using runtime = await startRuntimeUnderTest();
    const problem = { type: "x", title: "x", status: 403, detail: "Not this model.", code: "model_not_allowed" };
    runtime.provider.reply(
      failWith(403, "", { headers: { "content-type": "application/problem+json" }, body: JSON.stringify(problem) }),
    );

    await runtime.run();

    expect(runtime.provider.requests).toHaveLength(1);
    expect(runtime.sessionManager.ends).toMatchObject([
      { state: "failed", error: { code: "model_not_allowed", message: "Error in agent execution: Not this model." } },
    ]);
  });

  it("is given up when the answer is larger than we take", async () => {
    await using runtime = await startRuntimeUnderTest();
    const chunk = "x".repeat(100_000);
    runtime.provider.reply(answer(Array.from({ length: 20 }, () => ({ type: "text", text: chunk }))));

    await runtime.run();

    expect(runtime.sessionManager.ends).toMatchObject([{ state: "failed", error: { code: "model_answer_too_large" } }]);
    expect(runtime.provider.requests).toHaveLength(1);
  });
});
