import { callTools, failWith, say } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { agentFixture } from "../test/agent.fixture.ts";
import type { FakeSessionManager } from "../test/fake-session-manager.ts";
import { createFakeToolbox } from "../test/fake-toolbox.ts";
import { startRuntimeUnderTest } from "../test/runtime-under-test.ts";

const Export = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(
                z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) }),
              ),
              status: z.object({ code: z.number() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

function spansOf({ traces }: FakeSessionManager) {
  const exports = traces.map((body) => Export.parse(body));
  return exports
    .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)))
    .map((span) => ({
      ...span,
      attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, value.stringValue ?? ""])),
    }));
}

describe("traces of a run", () => {
  it("show model calls and tools below the agent, all sent before the run's end", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(callTools({ name: "look", arguments: { at: "it" } }), say("A tree."));

    await runtime.run({
      assignment: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
      toolboxes: { helper: createFakeToolbox({ look: () => ({ rawOutput: { result: "a tree" } }) }) },
    });

    const spans = spansOf(runtime.sessionManager);
    const [root] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(spans.map(({ name }) => name).sort()).toEqual([
      "Agent: helper",
      "OpenAI chat.completions.create (stream)",
      "OpenAI chat.completions.create (stream)",
      "Tool: look",
    ]);
    expect(root).toMatchObject({
      name: "Agent: helper",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      attributes: {
        "langfuse.observation.type": "agent",
        "langfuse.trace.output": '{"response":"A tree."}',
        "session.id": "sess_1",
        "user.id": "user-1",
      },
    });
    for (const span of spans) if (span !== root) expect(span.parentSpanId).toBe(root?.spanId);
    expect(spans.find(({ name }) => name.startsWith("OpenAI"))?.attributes).toMatchObject({
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "test-model",
      "langfuse.observation.usage_details": expect.stringContaining('"total_tokens":15'),
      "langfuse.observation.input": expect.stringContaining('"Hello"'),
    });
    expect(spans.find(({ name }) => name === "Tool: look")?.attributes).toMatchObject({
      "langfuse.observation.input": '{"parameters":"{\\"at\\":\\"it\\"}","tool_call_id":"call_1"}',
      "langfuse.observation.output": '{"result":{"result":"a tree"}}',
    });
  });

  it("mark what failed", async () => {
    await using runtime = await startRuntimeUnderTest();
    runtime.provider.reply(failWith(500, "down"));

    await runtime.run({ agent: agentFixture({ retryAttempts: 1 }) });

    const spans = spansOf(runtime.sessionManager);
    expect(spans.map(({ status }) => status.code)).toEqual([2, 2]);
    expect(spans[0]?.attributes["langfuse.observation.status_message"]).toContain("down");
  });

  it("do not fail a run when nobody takes them", async () => {
    await using runtime = await startRuntimeUnderTest();
    const { sessionManager, provider } = runtime;
    provider.reply(say("Fine."));
    const urls: Record<string, string> = { "session-manager": sessionManager.url, "runtime-sidecar": provider.url };

    await runtime.run({
      deps: {
        discovery: {
          resolve: async (service) => urls[service] ?? Promise.reject(new Error("none")),
          list: async () => [],
          register: async () => ({ stop: async () => undefined }),
        },
      },
    });

    expect(sessionManager.ends).toMatchObject([{ state: "finished" }]);
  });
});
