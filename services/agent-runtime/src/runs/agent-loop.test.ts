import { answer, callTools, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { agentFixture } from "../test/agent.fixture.ts";
import { createFakeToolbox } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

describe("agent loop", () => {
  it("writes each step before the next begins", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager, provider } = runtime;
    const writtenWhenToolRan: string[] = [];
    provider.reply(callTools({ name: "look", arguments: { at: "it" } }), say("Done."));

    await runtime.run({
      toolboxes: {
        helper: createFakeToolbox({
          look: () => {
            writtenWhenToolRan.push(...sessionManager.history.map(({ role }) => role));
            return { rawOutput: { result: "a tree" }, modelContent: "a tree" };
          },
        }),
      },
    });

    expect(writtenWhenToolRan).toEqual(["user", "assistant"]);
    expect(sessionManager.history.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(sessionManager.historyReports.map(({ completedIterations }) => completedIterations)).toEqual([0, 1, 1, 2]);
    expect(sessionManager.history[1]?.content).toEqual([
      { type: "tool_use", id: "call_1", name: "look", input: { at: "it" }, raw_input: '{"at":"it"}' },
    ]);
    expect((await provider.request(1)).body.messages).toMatchObject([
      { role: "system", content: "You are helper." },
      { role: "user", content: "Hello" },
      { role: "assistant", tool_calls: [{ id: "call_1", function: { name: "look" } }] },
      { role: "tool", tool_call_id: "call_1", content: "a tree" },
    ]);
  });

  it("calls the model one time less than max_iterations says, and says so in NexAU's words", async () => {
    await using runtime = await startRuntimeUnderTest();
    const look = () => answer([{ type: "text", text: "Again." }, ...callTools({ name: "look", arguments: {} }).parts]);
    runtime.provider.reply(look(), look(), look());

    await runtime.run({
      agent: agentFixture({ maxIterations: 3 }),
      toolboxes: { helper: createFakeToolbox({ look: () => ({}) }) },
    });

    expect(runtime.provider.requests).toHaveLength(2);
    expect(runtime.sessionManager.ends).toMatchObject([
      {
        state: "finished",
        stopReason: "MAX_ITERATIONS_REACHED",
        result: "Again.\\n\\n[Error: Maximum iteration limit reached.]",
      },
    ]);
  });

  it("never calls the model when max_iterations is 1", async () => {
    await using runtime = await startRuntimeUnderTest();

    await runtime.run({ agent: agentFixture({ maxIterations: 1 }) });

    expect(runtime.provider.requests).toHaveLength(0);
    expect(runtime.sessionManager.ends[0]?.result).toBe("\\n\\n[Error: Maximum iteration limit reached.]");
  });

  it("ends after the batch in which a stop tool was called", async () => {
    await using runtime = await startRuntimeUnderTest();
    const called: string[] = [];
    runtime.provider.reply(
      callTools({ name: "finish", arguments: {}, id: "a" }, { name: "look", arguments: {}, id: "b" }),
    );

    await runtime.run({
      toolboxes: {
        helper: createFakeToolbox({
          finish: () => ({ finalText: "All done." }),
          look: () => {
            called.push("look");
            return {};
          },
        }),
      },
    });

    expect(called).toEqual(["look"]);
    expect(runtime.sessionManager.ends).toMatchObject([
      { state: "finished", stopReason: "STOP_TOOL_TRIGGERED", result: "All done." },
    ]);
    expect(runtime.sessionManager.history.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool"]);
  });

  it("runs serial tools first and alone", async () => {
    await using runtime = await startRuntimeUnderTest();
    const log: string[] = [];
    const tool = (name: string) => async () => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      return {};
    };
    runtime.provider.reply(
      callTools(
        { name: "free", arguments: {}, id: "a" },
        { name: "alone", arguments: {}, id: "b" },
        { name: "free", arguments: {}, id: "c" },
      ),
      say("Done."),
    );

    await runtime.run({
      toolboxes: { helper: createFakeToolbox({ free: tool("free"), alone: tool("alone") }, ["alone"]) },
    });

    expect(log).toEqual(["alone starts", "alone ends", "free starts", "free starts", "free ends", "free ends"]);
    const results = runtime.sessionManager.history.flatMap(({ content }) =>
      content.filter((block) => block.type === "tool_result"),
    );
    expect(results.map(({ tool_use_id }) => tool_use_id)).toEqual(["b", "a", "c"]);
  });

  it("makes tool call ids unique within an answer", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(
      callTools({ name: "look", arguments: {}, id: "x" }, { name: "look", arguments: {}, id: "x" }),
      say("."),
    );

    await runtime.run({ toolboxes: { helper: createFakeToolbox({ look: () => ({}) }) } });

    const calls = runtime.sessionManager.history[1]?.content.filter((block) => block.type === "tool_use");
    expect(calls?.map(({ id }) => id)).toEqual(["x", "x_1"]);
  });

  it("takes an answer of reasoning only as the text [empty]", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(answer([{ type: "reasoning", text: "Hm." }]));

    await runtime.run();

    expect(runtime.sessionManager.ends[0]?.result).toBe("[empty]");
  });

  it("reports the context and storage that tools changed", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "note", arguments: {} }), say("Noted."));
    const sessionState = { agentId: "agent_00000001", context: {}, globalStorage: { seen: [] as string[] } };

    await runtime.run({
      assignment: { sessionState },
      toolboxes: {
        helper: createFakeToolbox({
          note: () => {
            sessionState.globalStorage.seen.push("tree");
            return {};
          },
        }),
      },
    });

    expect(runtime.sessionManager.ends[0]?.sessionState).toEqual({
      agentId: "agent_00000001",
      context: {},
      globalStorage: { seen: ["tree"] },
    });
  });
});
