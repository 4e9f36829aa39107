import type { Logger } from "../log.ts";

type Handler = (message: unknown) => void;

/** Who in this process listens to what. */
export function createBusTopics(log: Logger) {
  const topics = new Map<string, Set<Handler>>();

  return {
    /** `first` and `last` say whether the topic was, and is again, without a listener. */
    add(topic: string, handler: Handler): { first: boolean; remove(): { last: boolean } } {
      const handlers = topics.get(topic) ?? new Set();
      const first = handlers.size === 0;
      topics.set(topic, handlers);
      // One handler may listen twice, so that each subscription ends by itself.
      const own: Handler = (message) => handler(message);
      handlers.add(own);
      const remove = () => {
        const last = handlers.delete(own) && handlers.size === 0;
        if (last) topics.delete(topic);
        return { last };
      };
      return { first, remove };
    },

    /** Every listener gets a message of its own, which it may change. */
    deliver(topic: string, text: string): void {
      for (const handler of [...(topics.get(topic) ?? [])]) {
        try {
          handler(JSON.parse(text));
        } catch (error) {
          log.error({ err: error, topic }, "a bus handler failed");
        }
      }
    },
  };
}
