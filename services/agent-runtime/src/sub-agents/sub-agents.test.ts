import { callTools, failWith, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { agentFixture } from "../test/agent.fixture.ts";
import { createFakeToolbox } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

const scout = agentFixture({ name: "scout", description: "Looks around.", retryAttempts: 1 });
const chief = agentFixture({ subAgents: [scout] });
const ask = (message: string, id = "call_1", sub_agent_id?: string) => ({
  name: "Agent",
  arguments: { sub_agent_name: "scout", message, ...(sub_agent_id ? { sub_agent_id } : {}) },
  id,
});

describe("sub-agents", () => {
  it("are offered to the model with what they are for", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(say("Nothing to do."));

    await runtime.run({ agent: chief });

    expect((await runtime.provider.request(0)).body.tools).toMatchObject([
      { function: { name: "Agent", description: expect.stringContaining("- **scout**: Looks around.") } },
    ]);
  });

  it("work at the same time when called in one answer", async () => {
    await using runtime = await startRuntimeUnderTest();
    let looking = 0;
    const both = Promise.withResolvers<void>();
    const look = async () => {
      looking++;
      if (looking === 2) both.resolve();
      await both.promise;
      return {};
    };
    const lookAround = callTools({ name: "look", arguments: {} });
    runtime.provider.reply(
      callTools(ask("Left!", "a"), ask("Right!", "b")),
      lookAround,
      lookAround,
      say("."),
      say("."),
      say("Done."),
    );

    await runtime.run({ agent: chief, toolboxes: { scout: createFakeToolbox({ look }) } });

    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "Done." }]);
  });

  it("remember what they did when called again by their id", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools(ask("Look!", "a", "agent_0000abcd")), say("A tree."));
    runtime.provider.reply(callTools(ask("And behind it?", "b", "agent_0000abcd")), say("A fox."), say("Done."));

    await runtime.run({ agent: chief });

    expect((await runtime.provider.request(3)).body.messages).toEqual([
      { role: "system", content: "You are scout." },
      { role: "user", content: "Look!" },
      { role: "assistant", content: "A tree." },
      { role: "user", content: "And behind it?" },
    ]);
  });

  it("that fail tell their caller, which goes on", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools(ask("Look!")), failWith(500, "down"), say("I could not look."));

    await runtime.run({ agent: chief });

    expect(runtime.eventTypes()).toContain("RUN_ERROR");
    expect(runtime.eventTypes()).not.toContain("TRANSPORT_ERROR");
    const result = runtime.sessionManager.history
      .flatMap(({ content }) => content)
      .find(({ type }) => type === "tool_result");
    expect(result).toMatchObject({
      is_error: false,
      content: expect.stringMatching(/^\[sub_agent_id: agent_[0-9a-f]{8}\] Error in agent execution: /),
      raw_output: { status: "error", sub_agent_name: "scout", error_type: "model_call_failed" },
    });
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "I could not look." }]);
  });

  it.each([
    [{ sub_agent_name: "nobody", message: "Hi" }, "Sub-agent 'nobody' not found"],
    [{ message: "Hi" }, "Invalid parameters for tool Agent"],
  ])("answer a call with %j in words", async (args, words) => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "Agent", arguments: args }), say("Well."));

    await runtime.run({ agent: chief });

    expect(JSON.stringify(runtime.sessionManager.history)).toContain(words);
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished" }]);
  });

  it("end at the eighth level, even of an agent that has itself below it", async () => {
    await using runtime = await startRuntimeUnderTest();
    const endless = agentFixture({ name: "scout" });
    endless.subAgents.push(endless);
    runtime.provider.reply(
      ...Array.from({ length: 8 }, () => callTools(ask("Deeper!"))),
      ...Array.from({ length: 8 }, () => say("Up.")),
    );

    await runtime.run({ agent: agentFixture({ subAgents: [endless] }) });

    expect(runtime.eventTypes().filter((type) => type === "RUN_STARTED")).toHaveLength(8);
    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished", result: "Up." }]);
  });
});
