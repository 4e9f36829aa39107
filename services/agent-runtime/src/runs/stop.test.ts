import { answer, callTools, failWith, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { agentFixture, assignmentFixture, userMessage } from "../test/agent.fixture.ts";
import { createFakeToolbox, hangingTool } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

const STOPPED = {
  state: "stopped",
  stopReason: "USER_INTERRUPTED",
  result: "Stop signal received.",
  error: null,
};

describe("a stop", () => {
  it("in the middle of an answer keeps the text so far, closes the stream and the provider's connection", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager, provider } = runtime;
    const forever = new Promise(() => undefined);
    provider.reply(
      answer([
        { type: "text", text: "Once upon a time" },
        { type: "wait", until: forever },
      ]),
    );

    const { control, ended } = runtime.start();
    await sessionManager.until(({ events }) => events.some(({ type }) => type === "TEXT_MESSAGE_CONTENT"));
    control.stop(false);
    await ended;

    expect(await (await provider.request(0)).closed).toBe(false);
    expect(runtime.eventTypes().slice(-2)).toEqual(["TEXT_MESSAGE_END", "RUN_FINISHED"]);
    expect(sessionManager.events.at(-1)).toMatchObject({ result: "Stop signal received." });
    expect(sessionManager.ends).toMatchObject([STOPPED]);
    expect(sessionManager.history.at(-1)).toMatchObject({
      role: "assistant",
      content: [{ type: "text", text: "Once upon a time" }],
      metadata: { partial: true },
    });
  });

  it("in the middle of a tool call's arguments closes the call and leaves it out of the history", async () => {
    await using runtime = await startRuntimeUnderTest();
    const forever = new Promise(() => undefined);
    const [call] = callTools({ name: "look", arguments: '{"at":' }).parts;
    if (!call) throw new Error("no call");
    runtime.provider.reply(answer([call, { type: "wait", until: forever }]));

    const { control, ended } = runtime.start();
    await runtime.sessionManager.until(
      ({ events }) => events.filter(({ type }) => type === "TOOL_CALL_ARGS").length === 2,
    );
    control.stop(false);
    await ended;

    expect(runtime.eventTypes().slice(-3)).toEqual(["TOOL_CALL_END", "TEXT_MESSAGE_END", "RUN_FINISHED"]);
    expect(runtime.sessionManager.history.map(({ role }) => role)).toEqual(["user"]);
  });

  it("in the middle of a tool aborts it, keeps finished results and says of the others that they were stopped", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager } = runtime;
    runtime.provider.reply(
      callTools({ name: "quick", arguments: {}, id: "a" }, { name: "hang", arguments: {}, id: "b" }),
    );

    const { control, ended } = runtime.start({
      toolboxes: {
        helper: createFakeToolbox({
          quick: () => ({ modelContent: "quick result" }),
          hang: hangingTool(() => undefined),
        }),
      },
    });
    await sessionManager.until(({ history }) => history.some(({ role }) => role === "tool"));
    control.stop(false);
    await ended;

    const results = sessionManager.history.flatMap(({ content }) =>
      content.filter((block) => block.type === "tool_result"),
    );
    expect(results).toMatchObject([
      { tool_use_id: "a", content: "quick result" },
      { tool_use_id: "b", content: expect.stringContaining("stopped"), raw_output: { error_type: "Interrupted" } },
    ]);
    expect(runtime.eventTypes().slice(-2)).toEqual(["TOOL_CALL_RESULT", "RUN_FINISHED"]);
    expect(sessionManager.ends).toMatchObject([STOPPED]);
    expect(runtime.provider.requests).toHaveLength(1);
  });

  it("starts no tool that had to wait for its turn", async () => {
    await using runtime = await startRuntimeUnderTest();
    const started: string[] = [];
    const running = Promise.withResolvers<void>();
    runtime.provider.reply(
      callTools({ name: "first", arguments: {}, id: "a" }, { name: "second", arguments: {}, id: "b" }),
    );

    const { control, ended } = runtime.start({
      toolboxes: {
        helper: createFakeToolbox(
          {
            first: hangingTool(running.resolve),
            second: () => {
              started.push("second");
              return {};
            },
          },
          ["first", "second"],
        ),
      },
    });
    await running.promise;
    control.stop(false);
    await ended;

    expect(started).toEqual([]);
    expect(runtime.sessionManager.history.filter(({ role }) => role === "tool")).toHaveLength(2);
  });

  it("that is forced does not wait for a tool that does not react", async () => {
    await using runtime = await startRuntimeUnderTest();
    const running = Promise.withResolvers<void>();
    runtime.provider.reply(callTools({ name: "deaf", arguments: {} }));

    const { control, ended } = runtime.start({
      toolboxes: {
        helper: createFakeToolbox({
          deaf: () => {
            running.resolve();
            return new Promise(() => undefined);
          },
        }),
      },
    });
    await running.promise;
    control.stop(true);
    await ended;

    expect(runtime.sessionManager.ends).toMatchObject([STOPPED]);
  });

  it("does not wait for a bundle that is long on its way", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { control, ended } = runtime.start({ deps: { projects: { load: () => new Promise(() => undefined) } } });
    await runtime.sessionManager.until(({ history }) => history.length === 1);
    control.stop(false);
    await ended;

    expect(runtime.sessionManager.ends).toMatchObject([STOPPED]);
  });

  it("while waiting for the next try ends the run at once", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(failWith(500, "down"));
    const waiting = Promise.withResolvers<void>();

    const { control, ended } = runtime.start({
      deps: {
        sleep: (_milliseconds, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
            waiting.resolve();
          }),
      },
    });
    await waiting.promise;
    control.stop(false);
    await ended;

    expect(runtime.sessionManager.ends).toMatchObject([STOPPED]);
    expect(runtime.eventTypes()).toEqual(["RUN_STARTED", "RETRY", "RUN_FINISHED"]);
  });

  it("is heard from the answer to a report", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.sessionManager.requestStop();

    await runtime.run();

    expect(runtime.sessionManager.ends).toMatchObject([STOPPED]);
    expect(runtime.provider.requests).toHaveLength(0);
  });

  it("reaches sub-agents", async () => {
    await using runtime = await startRuntimeUnderTest();
    const forever = new Promise(() => undefined);
    runtime.provider.reply(
      callTools({ name: "Agent", arguments: { sub_agent_name: "scout", message: "Look!" } }),
      answer([
        { type: "text", text: "I see" },
        { type: "wait", until: forever },
      ]),
    );

    const { control, ended } = runtime.start({ agent: agentFixture({ subAgents: [agentFixture({ name: "scout" })] }) });
    await runtime.sessionManager.until(({ events }) => events.some(({ type }) => type === "TEXT_MESSAGE_CONTENT"));
    control.stop(false);
    await ended;

    expect(runtime.eventTypes().slice(-4)).toEqual([
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
      "TOOL_CALL_RESULT",
      "RUN_FINISHED",
    ]);
    expect(runtime.sessionManager.ends).toMatchObject([STOPPED]);
  });

  it("leaves a history from which the next message goes on", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager, provider } = runtime;
    const forever = new Promise(() => undefined);
    provider.reply(
      answer([
        { type: "text", text: "Once upon" },
        { type: "wait", until: forever },
      ]),
    );
    const first = runtime.start();
    await sessionManager.until(({ events }) => events.some(({ type }) => type === "TEXT_MESSAGE_CONTENT"));
    first.control.stop(false);
    await first.ended;

    provider.reply(say("a time."));
    const { run } = assignmentFixture();
    await runtime.run({
      assignment: {
        run: { ...run, id: "run_2" },
        history: [...sessionManager.history],
        newMessages: [userMessage("Go on.", "msg_2")],
        nextSequence: sessionManager.events.length + 1,
      },
    });

    expect((await provider.request(1)).body.messages).toEqual([
      { role: "system", content: "You are helper." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Once upon" },
      { role: "user", content: "Go on." },
    ]);
  });
});
