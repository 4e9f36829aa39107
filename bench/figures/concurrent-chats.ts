import type { Figure } from "../measure/figure.ts";
import { summarize } from "../measure/statistics.ts";
import { deployBenchChat, textOfChat, textOfChunks } from "../setup/bench-chat.ts";
import { startBenchCloud } from "../setup/bench-cloud.ts";
import { startInstantProvider } from "../setup/instant-provider-process.ts";
import type { StreamTimes } from "../setup/stream.ts";

const CHATS = 200;
const EVENTS = 50;
const ROUNDS = 3;

/** 200 chats of which none goes on before all have begun. Fails when one event of one of them is lost or out of order. */
export const concurrentChats: Figure = {
  name: "concurrent-chats",
  async measure() {
    await using provider = await startInstantProvider();
    await using cloud = await startBenchCloud();
    const chat = await deployBenchChat(cloud, provider, `together-${CHATS}-${EVENTS}`);
    const ours: StreamTimes[] = [];
    const direct: StreamTimes[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const sessions = await Promise.all(Array.from({ length: CHATS }, () => chat.newSession()));
      const chats = await Promise.all(sessions.map((session) => chat.chat(session)));
      for (const times of chats) {
        if (textOfChat(times) !== textOfChunks(EVENTS)) throw new Error("events were lost or out of order");
      }
      ours.push(...chats);
      direct.push(...(await Promise.all(Array.from({ length: CHATS }, () => chat.direct()))));
    }
    return (["firstMs", "totalMs"] as const).map((time) => ({
      what: `${CHATS} chats of ${EVENTS} chunks at once: ${time === "firstMs" ? "first text" : "whole answer"}`,
      unit: "ms" as const,
      ours: summarize(ours.map((times) => times[time])),
      limit: { what: "the provider called directly", value: summarize(direct.map((times) => times[time])) },
      goal: "none lost, none out of order",
    }));
  },
};
