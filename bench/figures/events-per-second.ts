import { alternate } from "../measure/alternate.ts";
import type { Figure } from "../measure/figure.ts";
import { deployBenchChat, textOfChat, textOfChunks } from "../setup/bench-chat.ts";
import { startBenchCloud } from "../setup/bench-cloud.ts";
import { startInstantProvider } from "../setup/instant-provider-process.ts";
import type { StreamTimes } from "../setup/stream.ts";

const EVENTS = 2_000;
const STREAMS = 8;

/** How fast events pass when the model is never the one that is waited for: one stream, and several at once. */
export const eventsPerSecond: Figure = {
  name: "events-per-second",
  async measure() {
    await using provider = await startInstantProvider();
    await using cloud = await startBenchCloud();
    const chat = await deployBenchChat(cloud, provider, `chunks-${EVENTS}`);

    async function ours(streams: number): Promise<number> {
      const sessions = await Promise.all(Array.from({ length: streams }, () => chat.newSession()));
      return rate(
        sessions.map((session) => chat.chat(session)),
        (times) => {
          if (textOfChat(times) !== textOfChunks(EVENTS)) throw new Error("events were lost or out of order");
        },
      );
    }
    const direct = (streams: number) =>
      rate(
        Array.from({ length: streams }, () => chat.direct()),
        () => undefined,
      );

    const measured = await alternate({
      rounds: 4,
      samples: 3,
      warmUp: 2,
      kinds: {
        one: () => ours(1),
        oneDirect: () => direct(1),
        many: () => ours(STREAMS),
        manyDirect: () => direct(STREAMS),
      },
    });
    return [
      {
        what: `events of one stream of ${EVENTS}`,
        unit: "events/s",
        ours: measured.one,
        limit: { what: "the provider called directly", value: measured.oneDirect },
      },
      {
        what: `events of ${STREAMS} such streams at once`,
        unit: "events/s",
        ours: measured.many,
        limit: { what: "the provider called directly", value: measured.manyDirect },
      },
    ];
  },
};

async function rate(streams: Promise<StreamTimes>[], check: (times: StreamTimes) => void): Promise<number> {
  const start = performance.now();
  const all = await Promise.all(streams);
  const seconds = (performance.now() - start) / 1000;
  for (const times of all) check(times);
  return (all.length * EVENTS) / seconds;
}
