import { describe, expect, it } from "vitest";
import { createLifecycle } from "./lifecycle.ts";
import { createLogger } from "./log.ts";

const log = createLogger("test", { level: "silent" });

function recorded() {
  const lifecycle = createLifecycle(log, { stepTimeoutMs: 20 });
  const stopped: string[] = [];
  const step = (name: string) => () => {
    stopped.push(name);
  };
  return { lifecycle, stopped, step };
}

describe("lifecycle", () => {
  it("stops in the opposite order of starting, once", async () => {
    const { lifecycle, stopped, step } = recorded();
    lifecycle.onStop("a", step("a"));
    lifecycle.onStop("b", step("b"));
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(stopped).toEqual(["b", "a"]);
  });

  it("goes on when a step fails or does not end", async () => {
    const { lifecycle, stopped, step } = recorded();
    lifecycle.onStop("first", step("first"));
    lifecycle.onStop("stuck", () => new Promise(() => undefined));
    lifecycle.onStop("broken", () => Promise.reject(new Error("broken")));
    await lifecycle.stop();
    expect(stopped).toEqual(["first"]);
  });

  it("keeps the order of parts, whatever order they filled up in", async () => {
    const { lifecycle, stopped, step } = recorded();
    const backend = lifecycle.part("backend");
    const edge = lifecycle.part("edge");
    edge.onStop("edge", step("edge"));
    backend.onStop("backend database", step("backend database"));
    backend.onStop("backend", step("backend"));
    await lifecycle.stop();
    expect(stopped).toEqual(["edge", "backend", "backend database"]);
  });

  it("tells every part at once that stopping has begun", async () => {
    const { lifecycle } = recorded();
    const [first, second] = [lifecycle.part("first"), lifecycle.part("second")];
    const seen: boolean[] = [];
    second.onStop("look", () => {
      seen.push(first.signal.aborted, second.signal.aborted);
    });
    await lifecycle.stop();
    expect(seen).toEqual([true, true]);
  });

  it("stops a part without the others", async () => {
    const { lifecycle, stopped, step } = recorded();
    lifecycle.onStop("whole", step("whole"));
    const part = lifecycle.part("part");
    part.onStop("part", step("part"));
    await part.stop();
    expect(stopped).toEqual(["part"]);
    expect(lifecycle.signal.aborted).toBe(false);
  });
});
