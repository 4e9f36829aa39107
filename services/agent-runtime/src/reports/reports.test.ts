import { answer, callTools, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { createFakeToolbox, hangingTool } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

describe("reports of a run", () => {
  it("lose and double nothing when the session manager stumbles", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager } = runtime;
    sessionManager.next(
      "events",
      { kind: "break" },
      { kind: "lose-answer" },
      { kind: "refuse", status: 503, code: "x" },
    );
    sessionManager.next("history", { kind: "lose-answer" }, { kind: "refuse", status: 500, code: "internal" });
    sessionManager.next("end", { kind: "refuse", status: 503, code: "service_unavailable" });
    runtime.provider.reply(callTools({ name: "look", arguments: {} }), say("Done."));

    await runtime.run({ toolboxes: { helper: createFakeToolbox({ look: () => ({}) }) } });

    expect(runtime.eventTypes().filter((type) => type === "TEXT_MESSAGE_START")).toHaveLength(2);
    expect(runtime.eventTypes().at(-1)).toBe("RUN_FINISHED");
    expect(sessionManager.history.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(sessionManager.ends).toHaveLength(1);
  });

  it.each(["run_attempt_superseded", "request_token_revoked"])("fall silent at once on %s", async (code) => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager, provider } = runtime;
    const forever = new Promise(() => undefined);
    provider.reply(
      answer([
        { type: "text", text: "Hel" },
        { type: "wait", until: forever },
      ]),
    );

    const { ended, control } = runtime.start();
    await sessionManager.until(({ events }) => events.some(({ type }) => type === "TEXT_MESSAGE_START"));
    sessionManager.next("lease", { kind: "refuse", status: 409, code });
    sessionManager.next("events", { kind: "refuse", status: 409, code });
    control.stop(false);

    await expect(ended).rejects.toMatchObject({ reason: code });
    expect(await (await provider.request(0)).closed).toBe(false);
    expect(sessionManager.ends).toEqual([]);
    expect(runtime.eventTypes()).not.toContain("RUN_FINISHED");
  });

  it("renew the lease while a tool has nothing to say", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "wait", arguments: {} }), say("Done."));

    await runtime.run({
      assignment: { leaseTtlMs: 30 },
      toolboxes: {
        helper: createFakeToolbox({
          wait: async () => {
            await runtime.sessionManager.until(({ leases }) => leases >= 3);
            return {};
          },
        }),
      },
    });

    expect(runtime.sessionManager.ends).toMatchObject([{ state: "finished" }]);
  });

  it("hear of a stop when they renew the lease", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "hang", arguments: {} }));

    await runtime.run({
      assignment: { leaseTtlMs: 30 },
      toolboxes: { helper: createFakeToolbox({ hang: hangingTool(runtime.sessionManager.requestStop) }) },
    });

    expect(runtime.sessionManager.ends).toMatchObject([{ state: "stopped" }]);
  });

  it("go on with the token that an answer brings", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager, provider } = runtime;
    sessionManager.giveToken("token-2");
    provider.reply(say("Hi."));

    await runtime.run();

    expect(sessionManager.tokens[0]).toBe("Bearer token-1");
    expect(sessionManager.tokens.at(-1)).toBe("Bearer token-2");
    expect((await provider.request(0)).headers.authorization).toBe("Bearer token-2");
  });
});
