import { Redis } from "ioredis";
import { ServiceError } from "../errors.ts";
import type { Logger } from "../log.ts";

export interface RedisConnectionOptions {
  url: string;
  log: Logger;
  /** How long a call waits for an answer, or for the connection to come back. */
  commandTimeoutMs: number;
}

export type RedisConnection = ReturnType<typeof openRedisConnection>;

/**
 * A connection that comes back by itself. Calls made while it is down wait for it; those under way when it breaks fail at
 * once, since nobody knows whether they took place.
 */
export function openRedisConnection({ url, log, commandTimeoutMs }: RedisConnectionOptions) {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(attempt * 50, 2_000),
  });
  logChanges(redis, log);
  const underWay = new Set<(error: Error) => void>();
  redis.on("close", () => {
    for (const fail of underWay) fail(new Error("the connection to Redis broke"));
  });

  async function call<Answer>(command: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const { promise: broken, reject: fail } = Promise.withResolvers<never>();
    if (redis.status === "ready") underWay.add(fail);
    try {
      return await Promise.race([command(redis), broken]);
    } catch (cause) {
      throw new ServiceError("unavailable", "coordination_unreachable", "Redis does not answer.", { cause });
    } finally {
      underWay.delete(fail);
    }
  }

  return {
    call,
    onMessage: (handle: (channel: string, text: string) => void) => void redis.on("message", handle),
    close: () => redis.disconnect(),
  };
}

/** One line when the connection goes and one when it is back; in between it tries all the time. */
function logChanges(redis: Redis, log: Logger): void {
  let lost = false;
  redis.on("error", (error: Error) => {
    if (!lost) log.warn({ err: error }, "the connection to Redis is lost");
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) log.info("the connection to Redis is back");
    lost = false;
  });
}
