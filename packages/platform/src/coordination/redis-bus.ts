import type { Logger } from "../log.ts";
import { createBusTopics } from "./bus-topics.ts";
import type { Bus } from "./coordination.ts";
import type { RedisConnection } from "./redis-connection.ts";

export interface RedisBusDeps {
  connection: RedisConnection;
  /** A second connection, as one that listens can do nothing else. After a loss it subscribes again by itself. */
  listener: RedisConnection;
  prefix: string;
  log: Logger;
}

export function createRedisBus({ connection, listener, prefix, log }: RedisBusDeps): Bus {
  const topics = createBusTopics(log);
  const subscribed = new Map<string, Promise<unknown>>();
  listener.onMessage((channel, text) => topics.deliver(channel, text));

  return {
    publish: async (topic, message) => {
      const text = JSON.stringify(message ?? null);
      await connection.call((redis) => redis.publish(prefix + topic, text));
    },
    subscribe: async (topic, handler) => {
      const channel = prefix + topic;
      const { first, remove } = topics.add(channel, handler);
      // A connection keeps the order of its commands: one that ends while another begins comes out right.
      if (first)
        subscribed.set(
          channel,
          listener.call((redis) => redis.subscribe(channel)),
        );
      const unsubscribe = async () => {
        if (!remove().last) return;
        subscribed.delete(channel);
        await listener.call((redis) => redis.unsubscribe(channel));
      };
      try {
        await subscribed.get(channel);
      } catch (error) {
        await unsubscribe().catch(() => log.debug({ topic }, "Redis did not answer an unsubscribe"));
        throw error;
      }
      return unsubscribe;
    },
  };
}
