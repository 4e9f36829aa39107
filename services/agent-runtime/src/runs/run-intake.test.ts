import { createLogger, newId } from "@nexau-cloud/platform";
import { describe, expect, it } from "vitest";
import { assignmentFixture } from "../test/agent.fixture.ts";
import type { RunControl } from "./run-control.ts";
import { createRunIntake } from "./run-intake.ts";

const { run } = assignmentFixture();
const assignment = (id: string, attempt = 1) => assignmentFixture({ run: { ...run, id, attempt } });

/** An intake whose runs last until they are ended by hand, stopped or abandoned. */
function createIntake(maxConcurrentRuns = 2) {
  const started: { id: string; attempt: number; control: RunControl; end(): void }[] = [];
  const ends: string[] = [];
  const intake = createRunIntake({
    execute: ({ run: { id, attempt } }, control) =>
      new Promise((resolve, reject) => {
        control.signal.addEventListener("abort", () => reject(control.signal.reason));
        started.push({ id, attempt, control, end: () => resolve("finished") });
      }),
    onEnd: (state) => ends.push(state),
    maxConcurrentRuns,
    log: createLogger("test", { level: "silent" }),
    newId,
  });
  return { intake, started, ends };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("run intake", () => {
  it("refuses a run for which it has no room, until another has ended", async () => {
    const { intake, started } = createIntake(1);
    await intake.accept(assignment("run_1"));
    await expect(intake.accept(assignment("run_2"))).rejects.toMatchObject({ reason: "runtime_full", status: 429 });

    started[0]?.end();
    await turn();
    await intake.accept(assignment("run_2"));
    expect(started.map(({ id }) => id)).toEqual(["run_1", "run_2"]);
  });

  it("takes the same assignment once only", async () => {
    const { intake, started } = createIntake();
    await intake.accept(assignment("run_1"));
    await intake.accept(assignment("run_1"));
    expect(started).toHaveLength(1);
  });

  it("abandons its own older attempt for a newer one", async () => {
    const { intake, started } = createIntake();
    await intake.accept(assignment("run_1", 1));
    await intake.accept(assignment("run_1", 2));
    expect(started.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(started[0]?.control.abandonSignal.aborted).toBe(true);
    await turn();
    expect(intake.count).toBe(1);
  });

  it("stops its own runs and no others", async () => {
    const { intake, started } = createIntake();
    await intake.accept(assignment("run_1"));
    intake.stop("run_of_another", false);
    expect(started[0]?.control.stopRequested).toBe(false);
    intake.stop("run_1", true);
    expect(started[0]?.control.stopRequested).toBe(true);
    expect(started[0]?.control.forceSignal.aborted).toBe(true);
  });

  it("lets runs end before it stops, and takes no more", async () => {
    const { intake, started } = createIntake();
    await intake.accept(assignment("run_1"));
    const drained = intake.drain(60_000);
    await expect(intake.accept(assignment("run_2"))).rejects.toMatchObject({ reason: "runtime_stopping" });
    started[0]?.end();
    await drained;
    expect(started[0]?.control.abandonSignal.aborted).toBe(false);
  });

  it("abandons what has not ended in time", async () => {
    const { intake, started, ends } = createIntake();
    await intake.accept(assignment("run_1"));
    await intake.drain(1);
    expect(ends).toEqual(["abandoned"]);
    expect(started[0]?.control.abandonSignal.aborted).toBe(true);
    expect(intake.count).toBe(0);
  });
});
