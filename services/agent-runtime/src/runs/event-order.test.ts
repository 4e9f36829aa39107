import { ServiceError } from "@nexau-cloud/platform";
import { answer, callTools, say, toolCall } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { agentFixture } from "../test/agent.fixture.ts";
import { createFakeToolbox } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

describe("the stream of a run", () => {
  it("tells a plain answer in order and ends with the final text", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(say("Hello, ", "world."));

    await runtime.run();

    expect(runtime.eventTypes()).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "MODEL_CALL_FINISHED",
      "USAGE_UPDATE",
      "RUN_FINISHED",
    ]);
    expect(runtime.sessionManager.events.at(-1)).toMatchObject({
      thread_id: "sess_1",
      run_id: "run_1",
      result: "Hello, world.",
    });
    expect(runtime.sessionManager.ends).toMatchObject([
      { state: "finished", stopReason: "NO_MORE_TOOL_CALLS", result: "Hello, world.", error: null },
    ]);
  });

  it("puts thinking before text, tool calls inside the message, and results after the usage", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(
      answer([
        { type: "reasoning", text: "Hm." },
        { type: "text", text: "Let me look." },
        toolCall("look", { at: "it" }),
      ]),
      say("Done."),
    );

    await runtime.run({ toolboxes: { helper: createFakeToolbox({ look: () => ({}) }) } });

    expect(runtime.eventTypes()).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "THINKING_TEXT_MESSAGE_START",
      "THINKING_TEXT_MESSAGE_CONTENT",
      "THINKING_TEXT_MESSAGE_END",
      "TEXT_MESSAGE_CONTENT",
      "TOOL_CALL_START",
      "TOOL_CALL_ARGS",
      "TOOL_CALL_ARGS",
      "TOOL_CALL_END",
      "TEXT_MESSAGE_END",
      "MODEL_CALL_FINISHED",
      "USAGE_UPDATE",
      "TOOL_CALL_RESULT",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "MODEL_CALL_FINISHED",
      "USAGE_UPDATE",
      "RUN_FINISHED",
    ]);
  });

  it("opens a message for an answer that only calls tools, and never uses a message id twice", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "look", arguments: {} }), say("Done."));

    await runtime.run({ toolboxes: { helper: createFakeToolbox({ look: () => ({}) }) } });

    const starts = runtime.sessionManager.events.filter((event) => event.type === "TEXT_MESSAGE_START");
    expect(starts.map(({ message_id }) => message_id)).toEqual(["chatcmpl-fake", "chatcmpl-fake_1"]);
    const call = runtime.sessionManager.events.find((event) => event.type === "TOOL_CALL_START");
    expect(call).toMatchObject({ tool_call_id: "call_1", tool_call_name: "look", parent_message_id: "chatcmpl-fake" });
  });

  it("tells results of parallel tools as they end, but keeps them in the order of the calls", async () => {
    await using runtime = await startRuntimeUnderTest();
    const quickIsDone = Promise.withResolvers<void>();
    runtime.provider.reply(
      callTools({ name: "slow", arguments: {}, id: "a" }, { name: "quick", arguments: {}, id: "b" }),
      say("Done."),
    );

    await runtime.run({
      toolboxes: {
        helper: createFakeToolbox({
          slow: async () => {
            await quickIsDone.promise;
            return {};
          },
          quick: () => {
            quickIsDone.resolve();
            return {};
          },
        }),
      },
    });

    const results = runtime.sessionManager.events.filter((event) => event.type === "TOOL_CALL_RESULT");
    expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(["b", "a"]);
    const kept = runtime.sessionManager.history.flatMap(({ content }) =>
      content.filter((block) => block.type === "tool_result"),
    );
    expect(kept.map(({ tool_use_id }) => tool_use_id)).toEqual(["a", "b"]);
  });

  it("writes a tool's raw result the way Python does", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "look", arguments: {} }), say("Done."));
    const rawOutput = { content: "größer", list: [1, null, true], returnDisplay: { a: "b" } };

    await runtime.run({ toolboxes: { helper: createFakeToolbox({ look: () => ({ rawOutput }) }) } });

    expect(runtime.sessionManager.events.find((event) => event.type === "TOOL_CALL_RESULT")).toEqual({
      type: "TOOL_CALL_RESULT",
      timestamp: expect.any(Number),
      raw_event: null,
      tool_call_id: "call_1",
      content: '{"content": "größer", "list": [1, null, true], "returnDisplay": {"a": "b"}}',
      role: "tool",
    });
  });

  it("ends a failed run with RUN_ERROR and TRANSPORT_ERROR, whose time is in seconds", async () => {
    await using runtime = await startRuntimeUnderTest();

    await runtime.run({ deps: { projects: { load: async () => ({ agents: [], warnings: [], issues: [ISSUE] }) } } });

    expect(runtime.eventTypes()).toEqual(["RUN_STARTED", "RUN_ERROR", "TRANSPORT_ERROR"]);
    const [, runError, transportError] = runtime.sessionManager.events;
    expect(runError).toMatchObject({ code: "bundle_invalid", run_id: "run_1" });
    expect(runError).toMatchObject({
      message: expect.stringMatching(/^Error in agent execution: .*agent\.yaml: broken/),
    });
    expect((runError?.timestamp ?? 0) / (transportError?.timestamp ?? 1)).toBeGreaterThan(500);
    expect(runtime.sessionManager.ends).toMatchObject([
      { state: "failed", stopReason: "ERROR_OCCURRED", result: null },
    ]);
    expect(runtime.sessionManager.history.map(({ role }) => role)).toEqual(["user"]);
  });

  it("fails in order when there is no way to the model", async () => {
    await using runtime = await startRuntimeUnderTest();
    const down = new ServiceError("unavailable", "service_unavailable", "No runtime-sidecar is running.");
    const resolve = (service: string) =>
      service === "session-manager" ? Promise.resolve(runtime.sessionManager.url) : Promise.reject(down);

    await runtime.run({
      deps: { discovery: { resolve, list: async () => [], register: async () => ({ stop: async () => undefined }) } },
    });

    expect(runtime.eventTypes()).toEqual(["RUN_STARTED", "RUN_ERROR", "TRANSPORT_ERROR"]);
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "failed", error: { code: "service_unavailable" } }]);
  });

  it("interleaves a sub-agent's events under a run id of its own", async () => {
    await using runtime = await startRuntimeUnderTest();
    const scout = agentFixture({ name: "scout", description: "Looks around." });
    runtime.provider.reply(
      callTools({ name: "Agent", arguments: { sub_agent_name: "scout", message: "Look!" } }),
      say("I see a tree."),
      say("There is a tree."),
    );

    await runtime.run({ agent: agentFixture({ subAgents: [scout] }) });

    const started = runtime.sessionManager.events.filter((event) => event.type === "RUN_STARTED");
    expect(started).toMatchObject([
      { run_id: "run_1", root_run_id: "run_1" },
      { root_run_id: "run_1", thread_id: "sess_1", agent_id: expect.stringMatching(/^agent_[0-9a-f]{8}$/) },
    ]);
    const child = started[1]?.run_id;
    expect(child).not.toBe("run_1");
    const finished = runtime.sessionManager.events.filter((event) => event.type === "RUN_FINISHED");
    expect(finished).toMatchObject([{ run_id: child, result: "I see a tree." }, { run_id: "run_1" }]);
    const third = await runtime.provider.request(2);
    expect(JSON.stringify(third.body)).toContain(`[sub_agent_id: ${started[1]?.agent_id}] I see a tree.`);
    expect(runtime.sessionManager.ends[0]?.usage.completion_tokens).toBe(15);
  });
});

const ISSUE = { code: "agent_yaml_invalid", file: "agent.yaml", message: "broken" };
