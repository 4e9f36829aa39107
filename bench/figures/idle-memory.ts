import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figure } from "../measure/figure.ts";
import { residentMegabytes } from "../measure/process-memory.ts";
import { summarize } from "../measure/statistics.ts";
import { deployBenchChat, textOfChat } from "../setup/bench-chat.ts";
import { makeDataDir, startBenchCloud } from "../setup/bench-cloud.ts";
import { startChild } from "../setup/child-process.ts";
import { startInstantProvider } from "../setup/instant-provider-process.ts";

const ROUNDS = 3;
const CHATS = 100;
/** For the collector of garbage and PostgreSQL's background work to come to rest. */
const SETTLE_MS = 5_000;

/** Memory of the whole process tree, PostgreSQL included, when nobody asks for anything. */
export const idleMemory: Figure = {
  name: "idle-memory",
  async measure() {
    const fresh: number[] = [];
    const used: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const folder = await makeDataDir();
      {
        await using cloud = await startBenchCloud(folder);
        fresh.push(await settled(cloud.pid));
        await using provider = await startInstantProvider();
        const chat = await deployBenchChat(cloud, provider, "chunks-50");
        for (let index = 0; index < CHATS; index++) textOfChat(await chat.chat(await chat.newSession()));
        used.push(await settled(cloud.pid));
      }
      await rm(folder, { recursive: true, force: true });
      await using node = await startChild(["-e", "console.log('ready'); setInterval(() => {}, 1000)"], {
        ready: /^ready/,
      });
      bare.push(await settled(node.pid));
    }
    const limit = { what: "an empty Node process", value: summarize(bare) };
    return [
      { what: "idle after the start", unit: "MB", ours: summarize(fresh), limit, goal: "under 350 MB" },
      { what: `idle after ${CHATS} chats`, unit: "MB", ours: summarize(used), limit },
    ];
  },
};

async function settled(pid: number): Promise<number> {
  await sleep(SETTLE_MS);
  return residentMegabytes(pid);
}
