import { rm } from "node:fs/promises";
import { createLogger, startEmbeddedPostgres } from "@nexau-cloud/platform";
import type { Figure } from "../measure/figure.ts";
import { type Summary, summarize } from "../measure/statistics.ts";
import { makeDataDir, startBenchCloud } from "../setup/bench-cloud.ts";

const ROUNDS = 5;

/** From starting the process to the line that says it is ready; the limit is the database alone, which all of it waits for. */
export const startTime: Figure = {
  name: "start-time",
  async measure() {
    const cloud = { empty: [] as number[], existing: [] as number[] };
    const database = { empty: [] as number[], existing: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      await timeTwice(cloud, startBenchCloud);
      await timeTwice(database, async (dataDir) => {
        const postgres = await startEmbeddedPostgres({ dataDir, log: createLogger("bench", { level: "silent" }) });
        return { [Symbol.asyncDispose]: () => postgres.stop() };
      });
    }
    return [
      row("start on an empty data folder", "under 5 s", summarize(cloud.empty), summarize(database.empty)),
      row("start on an existing data folder", "under 2 s", summarize(cloud.existing), summarize(database.existing)),
    ];
  },
};

async function timeTwice(
  samples: { empty: number[]; existing: number[] },
  start: (dataDir: string) => Promise<AsyncDisposable>,
): Promise<void> {
  const folder = await makeDataDir();
  for (const kind of ["empty", "existing"] as const) {
    const before = performance.now();
    await using _running = await start(folder);
    samples[kind].push(performance.now() - before);
  }
  await rm(folder, { recursive: true, force: true });
}

function row(what: string, goal: string, ours: Summary, limit: Summary) {
  return { what, unit: "ms" as const, ours, limit: { what: "its PostgreSQL alone", value: limit }, goal };
}
