import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "@nexau-cloud/contracts";
import { describe, expect, it } from "vitest";
import type { HeldRun } from "../test/fake-runtime.ts";
import { textStart } from "../test/run-events.ts";
import { distinctId, projectId, useSessionManager } from "../test/session-manager-under-test.ts";

const LEASE_MS = 30_000;

/** The table of README.md: what each event makes of a run in each state that it is under way in. */
const TRANSITIONS = [
  ["queued", "a runtime takes it", "running"],
  ["queued", "no runtime takes it", "failed"],
  ["queued", "stop", "stopping"],
  ["running", "report", "running"],
  ["running", "stop", "stopping"],
  ["running", "forced stop without an answer", "stopped"],
  ["running", "end: finished", "finished"],
  ["running", "end: stopped", "stopped"],
  ["running", "end: failed", "failed"],
  ["running", "lease lapses", "running"],
  ["running", "lease lapses at the last attempt", "interrupted"],
  ["stopping", "report", "stopping"],
  ["stopping", "stop", "stopping"],
  ["stopping", "forced stop without an answer", "stopped"],
  ["stopping", "end: finished", "finished"],
  ["stopping", "end: stopped", "stopped"],
  ["stopping", "end: failed", "failed"],
  ["stopping", "lease lapses", "stopped"],
] as const;
const ENDS = ["finished", "stopped", "failed", "interrupted"] as const;

describe("states of a run", async () => {
  const clock = { ahead: 0 };
  const manager = await useSessionManager({ clock, config: { leaseTtlMs: LEASE_MS, stopWaitMs: 0, forceStopMs: 0 } });
  const runtime = await manager.startRuntime();

  const stop = (run: Run, force: boolean) =>
    manager.client.POST("/sessions/{sessionId}/stop", {
      params: { path: { sessionId: run.sessionId } },
      body: { projectId, distinctId, force },
    });
  const start = async () => manager.startRun((await manager.createSession()).id);
  const ended = async (run: Run) => {
    await (await manager.follow(run.id)).text();
    return (await manager.getRun(run.id)).state;
  };
  const stateOf = async (run: Run) => (await manager.getRun(run.id)).state;

  async function reach(state: Run["state"]): Promise<{ run: Run; held: HeldRun | undefined }> {
    if (state === "queued") {
      runtime.refuse(429, "runtime_full");
      return { run: await start(), held: undefined };
    }
    const run = await start();
    const held = await runtime.next();
    if (state === "stopping") await stop(run, false);
    expect(await stateOf(run)).toBe(state);
    return { run, held };
  }

  async function happen(event: string, run: Run, held: HeldRun | undefined): Promise<string> {
    switch (event) {
      case "a runtime takes it":
        runtime.accept();
        await runtime.next();
        return stateOf(run);
      case "no runtime takes it":
        return ended(run);
      case "stop":
        await stop(run, false);
        return stateOf(run);
      case "forced stop without an answer":
        await stop(run, true);
        return stateOf(run);
      case "report":
        await held?.emit(textStart("m"));
        return stateOf(run);
      case "lease lapses":
        clock.ahead += LEASE_MS + 1;
        if (held && (await stateOf(run)) === "running") await runtime.next();
        return (await stateOf(run)) === "running" ? "running" : ended(run);
      case "lease lapses at the last attempt":
        for (let attempt = 2; attempt <= 3; attempt++) {
          clock.ahead += LEASE_MS + 1;
          await runtime.next();
        }
        clock.ahead += LEASE_MS + 1;
        return ended(run);
      default:
        await held?.end({ state: event.replace("end: ", "") as "finished" | "stopped" | "failed" });
        return stateOf(run);
    }
  }

  it.each(TRANSITIONS)("%s, %s: %s", async (from, event, to) => {
    runtime.accept();
    const { run, held } = await reach(from);
    expect(await happen(event, run, held)).toBe(to);
    runtime.accept();
    await stop(run, true);
  });

  it.each(ENDS)("%s is for good", async (state) => {
    runtime.accept();
    const { run, held } = await reach("running");
    if (state === "interrupted") await happen("lease lapses at the last attempt", run, held);
    else await happen(`end: ${state}`, run, held);
    expect((await stop(run, true)).data).toEqual({ status: "noop", runId: null });
    await expect(held?.emit(textStart("late"))).rejects.toMatchObject({ status: 401 });
    expect(await stateOf(run)).toBe(state);
  });

  it("are those of the README", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| `(\w+)` +\| (.+?) +\| `(\w+)`.*\|$/gm)].map(([, from, event, to]) => [
      from,
      event,
      to,
    ]);
    expect(rows).toEqual(TRANSITIONS);
  });
});
