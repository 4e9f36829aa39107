import type { Redis } from "ioredis";
import type { Logger } from "../log.ts";
import { createBusTopics } from "./bus-topics.ts";
import type { Bus } from "./coordination.ts";
import { reachRedis } from "./reach-redis.ts";

export interface RedisBusDeps {
  redis: Redis;
  /** A connection of its own, as one that listens can do nothing else. After a loss it subscribes again by itself. */
  subscriber: Redis;
  prefix: string;
  log: Logger;
}

export function createRedisBus({ redis, subscriber, prefix, log }: RedisBusDeps): Bus {
  const topics = createBusTopics(log);
  const subscribed = new Map<string, Promise<unknown>>();
  subscriber.on("message", (channel: string, text: string) => topics.deliver(channel, text));

  return {
    publish: async (topic, message) => {
      await reachRedis(redis.publish(prefix + topic, JSON.stringify(message ?? null)));
    },
    subscribe: async (topic, handler) => {
      const channel = prefix + topic;
      const { first, remove } = topics.add(channel, handler);
      // In the order of the calls, also when one ends while another begins: commands of one connection keep theirs.
      if (first) subscribed.set(channel, reachRedis(subscriber.subscribe(channel)));
      const unsubscribe = async () => {
        if (!remove().last) return;
        subscribed.delete(channel);
        await reachRedis(subscriber.unsubscribe(channel));
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
