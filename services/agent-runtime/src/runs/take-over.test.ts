import type { Message, RunAssignment } from "@nexau-cloud/contracts";
import { say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { assignmentFixture, userMessage } from "../test/agent.fixture.ts";
import { createFakeToolbox } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

const CALLING: Message = {
  id: "msg_call",
  role: "assistant",
  content: [
    { type: "tool_use", id: "a", name: "send_mail", input: {}, raw_input: "{}" },
    { type: "tool_use", id: "b", name: "send_mail", input: {}, raw_input: "{}" },
  ],
  metadata: {},
  created_at: "2026-01-01T00:00:01.000Z",
};

const toolResult = (id: string, metadata: Record<string, unknown> = {}): Message => ({
  id: `msg_result_${id}`,
  role: "tool",
  content: [{ type: "tool_result", tool_use_id: id, content: "sent", is_error: false, raw_output: { result: "sent" } }],
  metadata,
  created_at: "2026-01-01T00:00:02.000Z",
});

const assistant = (text: string, metadata: Record<string, unknown> = {}): Message => ({
  id: "msg_answer",
  role: "assistant",
  content: [{ type: "text", text }],
  metadata,
  created_at: "2026-01-01T00:00:03.000Z",
});

/** A second attempt at a run whose first one wrote this history. */
function takeOver(history: Message[], overrides: Partial<RunAssignment> = {}): Partial<RunAssignment> {
  const { run } = assignmentFixture();
  return { run: { ...run, attempt: 2 }, history, newMessages: [], completedIterations: 1, ...overrides };
}

describe("a run taken over from a dead runtime", () => {
  it("does not run open tool calls again but tells the model that their outcome is unknown", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(say("I will check."));
    const called: string[] = [];

    await runtime.run({
      assignment: takeOver([userMessage("Send two mails."), CALLING, toolResult("a")]),
      toolboxes: {
        helper: createFakeToolbox({
          send_mail: ({ id }) => {
            called.push(id);
            return {};
          },
        }),
      },
    });

    expect(called).toEqual([]);
    expect(runtime.sessionManager.history[0]).toMatchObject({
      id: "synth-tool-result-b",
      role: "tool",
      content: [{ tool_use_id: "b", content: expect.stringContaining("unknown") }],
    });
    const results = runtime.sessionManager.events.filter((event) => event.type === "TOOL_CALL_RESULT");
    expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(["b"]);
    expect((await runtime.provider.request(0)).body.messages).toMatchObject([
      { role: "system" },
      { role: "user" },
      { role: "assistant" },
      { role: "tool", tool_call_id: "a", content: "sent" },
      { role: "tool", tool_call_id: "b", content: expect.stringContaining("unknown") },
    ]);
    expect(runtime.sessionManager.ends).toMatchObject([{ attempt: 2, state: "finished", result: "I will check." }]);
  });

  it("goes on with the sequence numbers of the log and does not start twice", async () => {
    await using runtime = await startRuntimeUnderTest();
    await runtime.run({ assignment: { newMessages: [userMessage("Hi")] } });
    runtime.provider.reply(say("Hello."));
    const before = runtime.sessionManager.events.length;

    await runtime.run({
      assignment: takeOver([userMessage("Hi")], { nextSequence: before + 1, completedIterations: 0 }),
    });

    expect(runtime.eventTypes().filter((type) => type === "RUN_STARTED")).toHaveLength(1);
    expect(runtime.sessionManager.events.at(-1)).toMatchObject({ type: "RUN_FINISHED", result: "Hello." });
  });

  it.each([
    ["an answer", [assistant("Here you are.")], { state: "finished", result: "Here you are." }],
    ["a stopped answer", [assistant("Here", { partial: true })], { state: "stopped", result: "Stop signal received." }],
    [
      "a stop tool",
      [CALLING, toolResult("a"), toolResult("b", { final_text: "Both sent." })],
      { state: "finished", stopReason: "STOP_TOOL_TRIGGERED", result: "Both sent." },
    ],
  ])("only says the end when the dead one had come as far as %s", async (_name, written, end) => {
    await using runtime = await startRuntimeUnderTest();

    await runtime.run({ assignment: takeOver([userMessage("Please."), ...written]) });

    expect(runtime.provider.requests).toHaveLength(0);
    expect(runtime.sessionManager.ends).toMatchObject([end]);
  });

  it("stops at once when a stop had been asked for", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { run } = assignmentFixture();

    await runtime.run({
      assignment: takeOver([userMessage("Please.")], { run: { ...run, attempt: 2, state: "stopping" } }),
    });

    expect(runtime.sessionManager.ends).toMatchObject([{ state: "stopped" }]);
  });

  it("repairs the history of an earlier run that was cut short, before the new message", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(say("Fine."));

    await runtime.run({
      assignment: { history: [userMessage("Send."), CALLING], newMessages: [userMessage("And?", "msg_2")] },
    });

    expect(runtime.sessionManager.history.map(({ id }) => id).slice(0, 3)).toEqual([
      "synth-tool-result-a",
      "synth-tool-result-b",
      "msg_2",
    ]);
    expect(runtime.eventTypes()).not.toContain("TOOL_CALL_RESULT");
  });
});
