import type { Logger } from "../log.ts";
import type { Coordination, Counters, ExpiringKeys, Leases } from "./coordination.ts";
import { createRedisBus } from "./redis-bus.ts";
import { openRedisConnection, type RedisConnection } from "./redis-connection.ts";

export interface RedisCoordinationOptions {
  url: string;
  log: Logger;
  /** Stands before every key and topic, for clouds that share one Redis. */
  prefix?: string;
  commandTimeoutMs?: number;
}

/** Coordination for many processes. Refused when Redis does not answer; later losses of the connection heal. */
export async function createRedisCoordination({
  url,
  log,
  prefix = "nexau-cloud:",
  commandTimeoutMs = 5_000,
}: RedisCoordinationOptions): Promise<Coordination> {
  const connection = openRedisConnection({ url, log, commandTimeoutMs });
  const listener = openRedisConnection({ url, log, commandTimeoutMs });
  const ping = async () => {
    await connection.call((redis) => redis.ping());
  };
  const close = async () => {
    connection.close();
    listener.close();
  };
  try {
    await ping();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    leases: redisLeases(connection, `${prefix}lease:`),
    bus: createRedisBus({ connection, listener, prefix: `${prefix}topic:`, log }),
    keys: redisKeys(connection, `${prefix}key:`),
    counters: redisCounters(connection, `${prefix}counter:`),
    ping,
    close,
  };
}

function redisLeases({ call }: RedisConnection, prefix: string): Leases {
  const run = (script: string, key: string, ...args: (string | number)[]) =>
    call((redis) => redis.eval(script, 1, prefix + key, ...args));
  return {
    acquire: async (key, holder, ttlMs) => (await run(ACQUIRE, key, holder, wholeMs(ttlMs))) === 1,
    renew: async (key, holder, ttlMs) => (await run(RENEW, key, holder, wholeMs(ttlMs))) === 1,
    release: async (key, holder) => {
      await run(RELEASE, key, holder);
    },
    holder: (key) => call((redis) => redis.get(prefix + key)),
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

function redisKeys(connection: RedisConnection, prefix: string): ExpiringKeys {
  const { call } = connection;
  return {
    set: async (key, value, ttlMs) => {
      await call((redis) => redis.set(prefix + key, value, "PX", wholeMs(ttlMs)));
    },
    setIfAbsent: async (key, value, ttlMs) =>
      (await call((redis) => redis.set(prefix + key, value, "PX", wholeMs(ttlMs), "NX"))) === "OK",
    get: (key) => call((redis) => redis.get(prefix + key)),
    delete: async (key) => {
      await call((redis) => redis.del(prefix + key));
    },
    list: async (start) => {
      const found = await scan(connection, prefix + start);
      if (found.length === 0) return [];
      const values = await call((redis) => redis.mget(found));
      // What expired between the two calls has no value any more.
      return found.flatMap((key, index) => {
        const value = values[index];
        return typeof value === "string" ? [{ key: key.slice(prefix.length), value }] : [];
      });
    },
  };
}

async function scan({ call }: RedisConnection, start: string): Promise<string[]> {
  const pattern = `${start.replace(/[\\*?[\]^]/g, "\\$&")}*`;
  // A scan may name a key twice.
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await call((redis) => redis.scan(cursor, "MATCH", pattern, "COUNT", 1_000));
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== "0");
  return [...found];
}

function redisCounters({ call }: RedisConnection, prefix: string): Counters {
  return {
    add: async (key, amount, ttlMs) =>
      Number(await call((redis) => redis.eval(ADD, 1, prefix + key, amount, wholeMs(ttlMs)))),
  };
}

const ADD = `
local sum = redis.call("INCRBYFLOAT", KEYS[1], ARGV[1])
if redis.call("PTTL", KEYS[1]) < 0 then redis.call("PEXPIRE", KEYS[1], ARGV[2]) end
return sum`;

/** Redis takes whole milliseconds only, and none of them not at all. */
const wholeMs = (ttlMs: number) => Math.max(1, Math.ceil(ttlMs));
