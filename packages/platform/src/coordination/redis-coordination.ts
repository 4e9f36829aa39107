import { Redis } from "ioredis";
import type { Logger } from "../log.ts";
import type { Coordination, Counters, ExpiringKeys, Leases } from "./coordination.ts";
import { reachRedis } from "./reach-redis.ts";
import { createRedisBus } from "./redis-bus.ts";

export interface RedisCoordinationOptions {
  url: string;
  log: Logger;
  /** Stands before every key and topic, for clouds that share one Redis. */
  prefix?: string;
  /** How long a call waits for an answer, or for the connection to come back. */
  commandTimeoutMs?: number;
}

/**
 * Coordination for many processes. Calls made while the connection is down wait for it; those that were under way when it
 * broke fail, since nobody knows whether they took place.
 */
export async function createRedisCoordination({
  url,
  log,
  prefix = "nexau-cloud:",
  commandTimeoutMs = 5_000,
}: RedisCoordinationOptions): Promise<Coordination> {
  const [redis, subscriber] = [connect(url, commandTimeoutMs, log), connect(url, commandTimeoutMs, log)];
  const close = async () => {
    redis.disconnect();
    subscriber.disconnect();
  };
  const coordination = {
    leases: redisLeases(redis, `${prefix}lease:`),
    bus: createRedisBus({ redis, subscriber, prefix: `${prefix}topic:`, log }),
    keys: redisKeys(redis, `${prefix}key:`),
    counters: redisCounters(redis, `${prefix}counter:`),
    ping: async () => {
      await reachRedis(redis.ping());
    },
    close,
  };
  await coordination.ping().catch(async (error) => {
    await close();
    throw error;
  });
  return coordination;
}

function redisLeases(redis: Redis, prefix: string): Leases {
  const call = (script: string, key: string, ...args: (string | number)[]) =>
    reachRedis(redis.eval(script, 1, prefix + key, ...args));
  return {
    acquire: async (key, holder, ttlMs) => (await call(ACQUIRE, key, holder, wholeMs(ttlMs))) === 1,
    renew: async (key, holder, ttlMs) => (await call(RENEW, key, holder, wholeMs(ttlMs))) === 1,
    release: async (key, holder) => {
      await call(RELEASE, key, holder);
    },
    holder: (key) => reachRedis(redis.get(prefix + key)),
  };
}

const ACQUIRE = `
local held = redis.call("GET", KEYS[1])
if held and held ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1`;

const RENEW = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("PEXPIRE", KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("DEL", KEYS[1])`;

function redisKeys(redis: Redis, prefix: string): ExpiringKeys {
  return {
    set: async (key, value, ttlMs) => {
      await reachRedis(redis.set(prefix + key, value, "PX", wholeMs(ttlMs)));
    },
    setIfAbsent: async (key, value, ttlMs) =>
      (await reachRedis(redis.set(prefix + key, value, "PX", wholeMs(ttlMs), "NX"))) === "OK",
    get: (key) => reachRedis(redis.get(prefix + key)),
    delete: async (key) => {
      await reachRedis(redis.del(prefix + key));
    },
    list: async (start) => {
      const found = await scan(redis, prefix + start);
      if (found.length === 0) return [];
      const values = await reachRedis(redis.mget(found));
      // What expired between the two calls has no value any more.
      return found.flatMap((key, index) => {
        const value = values[index];
        return typeof value === "string" ? [{ key: key.slice(prefix.length), value }] : [];
      });
    },
  };
}

async function scan(redis: Redis, start: string): Promise<string[]> {
  const pattern = `${start.replace(/[\\*?[\]^]/g, "\\$&")}*`;
  // A scan may name a key twice.
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await reachRedis(redis.scan(cursor, "MATCH", pattern, "COUNT", 1_000));
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== "0");
  return [...found];
}

function redisCounters(redis: Redis, prefix: string): Counters {
  return {
    add: async (key, amount, ttlMs) =>
      Number(await reachRedis(redis.eval(ADD, 1, prefix + key, amount, wholeMs(ttlMs)))),
  };
}

const ADD = `
local sum = redis.call("INCRBYFLOAT", KEYS[1], ARGV[1])
if redis.call("PTTL", KEYS[1]) < 0 then redis.call("PEXPIRE", KEYS[1], ARGV[2]) end
return sum`;

/** Redis takes whole milliseconds only, and none of them not at all. */
const wholeMs = (ttlMs: number) => Math.max(1, Math.ceil(ttlMs));

/** Logs one line when the connection goes and one when it is back; in between it tries all the time. */
function connect(url: string, commandTimeout: number, log: Logger): Redis {
  const redis = new Redis(url, {
    commandTimeout,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(attempt * 50, 2_000),
  });
  let lost = false;
  redis.on("error", (error: Error) => {
    if (!lost) log.warn({ err: error }, "the connection to Redis is lost");
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) log.info("the connection to Redis is back");
    lost = false;
  });
  return redis;
}
