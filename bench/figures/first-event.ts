import { alternate } from "../measure/alternate.ts";
import type { Figure } from "../measure/figure.ts";
import { deployBenchChat } from "../setup/bench-chat.ts";
import { startBenchCloud } from "../setup/bench-cloud.ts";
import { startInstantProvider } from "../setup/instant-provider-process.ts";

/** From the chat request to the model's first words, through gateway, session manager, runtime and sidecar. */
export const firstEvent: Figure = {
  name: "first-event",
  async measure() {
    await using provider = await startInstantProvider();
    await using cloud = await startBenchCloud();
    const chat = await deployBenchChat(cloud, provider, "chunks-3");
    const { ours, direct } = await alternate({
      rounds: 6,
      samples: 50,
      warmUp: 30,
      kinds: {
        ours: async () => (await chat.chat(await chat.newSession())).firstMs,
        direct: async () => (await chat.direct()).firstMs,
      },
    });
    return [
      {
        what: "first text of a chat",
        unit: "ms",
        ours,
        limit: { what: "the provider called directly", value: direct },
        goal: "adds under 15 ms (median)",
      },
    ];
  },
};
