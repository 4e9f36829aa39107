import { callTools, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { createFakeToolbox, hangingTool } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

const LIMITS = {
  maxModelAnswerBytes: 1_000_000,
  maxWaitingEventBytes: 100_000,
  reportGiveUpMs: 60_000,
  traceTimeoutMs: 10_000,
  toolTimeoutMs: 20,
};

describe("a tool that hangs", () => {
  it("is aborted when its time is over, and the model is told", async () => {
    await using runtime = await startRuntimeUnderTest();
    let aborted = false;
    const hang = hangingTool(() => undefined);
    runtime.provider.reply(callTools({ name: "hang", arguments: {} }), say("I go on without it."));

    await runtime.run({
      deps: { limits: LIMITS },
      toolboxes: {
        helper: createFakeToolbox({
          hang: (call, signal) => {
            signal.addEventListener("abort", () => {
              aborted = true;
            });
            return hang(call, signal);
          },
        }),
      },
    });

    expect(aborted).toBe(true);
    const result = runtime.sessionManager.events.find(({ type }) => type === "TOOL_CALL_RESULT");
    expect(JSON.stringify(result)).toContain("tool_timeout");
    expect((await runtime.provider.request(1)).body.messages).toContainEqual({
      role: "tool",
      tool_call_id: "call_1",
      content: "Tool 'hang' was ended: it had not answered after 0.02 seconds.",
    });
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "I go on without it." }]);
  });
});
