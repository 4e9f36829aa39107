import { randomUUID } from "node:crypto";
import { testRedisUrl } from "@nexau-cloud/testkit";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { createLogger } from "../log.ts";
import type { Coordination } from "./coordination.ts";
import { createMemoryCoordination } from "./memory-coordination.ts";
import { createRedisCoordination } from "./redis-coordination.ts";

interface Subject {
  coordination: Coordination;
  /** Lets so much time go by, on the clock that expiry follows. */
  pass(ms: number): Promise<void>;
}

const log = createLogger("test", { level: "silent" });

function memorySubject(): Subject {
  let time = 0;
  return {
    coordination: createMemoryCoordination({ log, now: () => time }),
    pass: async (ms) => {
      time += ms;
    },
  };
}

/** Redis has its own clock, which cannot be turned: the time has to go by there. */
async function redisSubject(url: string): Promise<Subject> {
  const clock = new Redis(url);
  const now = async () => {
    const [seconds, microseconds] = await clock.time();
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  };
  const coordination = await createRedisCoordination({ url, log, prefix: `test:${randomUUID()}:` });
  afterAll(async () => {
    clock.disconnect();
    await coordination.close();
  });
  return {
    coordination,
    pass: async (ms) => {
      // Redis judges a key by the time at which its event loop last woke, which is a little behind what TIME answers.
      const end = (await now()) + ms + REDIS_CLOCK_LAG_MS;
      await expect.poll(now, { interval: 5 }).toBeGreaterThanOrEqual(end);
    },
  };
}

const redisUrl = await testRedisUrl();
const LONG = 60_000;
const REDIS_CLOCK_LAG_MS = 50;
const SHORT = 20;

describe.for([
  { name: "in memory", make: async () => memorySubject() },
  ...(redisUrl ? [{ name: "Redis", make: () => redisSubject(redisUrl) }] : []),
])("coordination $name", async ({ make }) => {
  const { coordination, pass } = await make();
  const { leases, keys, counters, bus } = coordination;

  it("gives a lease to one holder only", async () => {
    const won = await Promise.all(["a", "b", "c"].map((holder) => leases.acquire("one", holder, LONG)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await leases.holder("one")).toBe(["a", "b", "c"][won.indexOf(true)]);
  });

  it("lets the holder acquire its lease again", async () => {
    await leases.acquire("again", "a", LONG);
    expect(await leases.acquire("again", "a", LONG)).toBe(true);
  });

  it("frees a lease that was not renewed in time", async () => {
    await leases.acquire("lapsing", "a", SHORT);
    await pass(SHORT);
    expect(await leases.holder("lapsing")).toBeNull();
    expect(await leases.renew("lapsing", "a", LONG)).toBe(false);
    expect(await leases.acquire("lapsing", "b", LONG)).toBe(true);
    expect(await leases.renew("lapsing", "a", LONG)).toBe(false);
  });

  it("keeps a lease as long as it is renewed", async () => {
    await leases.acquire("renewed", "a", LONG);
    expect(await leases.renew("renewed", "a", SHORT)).toBe(true);
    await pass(SHORT);
    expect(await leases.acquire("renewed", "b", LONG)).toBe(true);
    expect(await leases.renew("renewed", "b", 2 * LONG)).toBe(true);
    expect(await leases.holder("renewed")).toBe("b");
  });

  it("releases a lease for its holder only", async () => {
    await leases.acquire("released", "a", LONG);
    await leases.release("released", "b");
    expect(await leases.holder("released")).toBe("a");
    await leases.release("released", "a");
    expect(await leases.holder("released")).toBeNull();
    await leases.release("released", "a");
  });

  it("tells every subscriber of a topic, in the order of publishing", async () => {
    const inbox = [recorder(), recorder()] as const;
    const elsewhere = recorder();
    for (const { handler } of inbox) await bus.subscribe("topic", handler);
    await bus.subscribe("other topic", elsewhere.handler);
    for (let number = 1; number <= 50; number++) await bus.publish("topic", { number });
    await bus.publish("other topic", null);
    const expected = Array.from({ length: 50 }, (_, index) => ({ number: index + 1 }));
    for (const { received } of inbox) await expect.poll(() => received).toEqual(expected);
    await expect.poll(() => elsewhere.received).toEqual([null]);
  });

  it("stops telling who unsubscribed, and goes on telling the others", async () => {
    const [leaver, stayer] = [recorder(), recorder()];
    const unsubscribe = await bus.subscribe("left", leaver.handler);
    await bus.subscribe("left", stayer.handler);
    await unsubscribe();
    await unsubscribe();
    await bus.publish("left", 1);
    await expect.poll(() => stayer.received).toEqual([1]);
    expect(leaver.received).toEqual([]);
  });

  it("subscribes anew to a topic that everybody had left", async () => {
    const [first, second] = [recorder(), recorder()];
    const unsubscribe = await bus.subscribe("revived", first.handler);
    await Promise.all([unsubscribe(), bus.subscribe("revived", second.handler)]);
    await bus.publish("revived", "hello");
    await expect.poll(() => second.received).toEqual(["hello"]);
    expect(first.received).toEqual([]);
  });

  it("tells the others when one handler throws, and nobody shares a message", async () => {
    const { received, handler } = recorder();
    await bus.subscribe("throwing", (message) => {
      (message as { changed?: boolean }).changed = true;
      throw new Error("broken handler");
    });
    await bus.subscribe("throwing", handler);
    await bus.publish("throwing", { id: "x" });
    await expect.poll(() => received).toEqual([{ id: "x" }]);
  });

  it("forgets a key when its time is over", async () => {
    await keys.set("short", "1", SHORT);
    await keys.set("long", "2", LONG);
    expect(await keys.get("long")).toBe("2");
    await pass(SHORT);
    expect(await keys.get("short")).toBeNull();
    expect(await keys.get("long")).toBe("2");
  });

  it("starts a key's time anew when it is set again", async () => {
    await keys.set("kept", "1", SHORT);
    await keys.set("kept", "2", LONG);
    await pass(SHORT);
    expect(await keys.get("kept")).toBe("2");
  });

  it("sets an absent key once", async () => {
    const set = await Promise.all(["1", "2"].map((value) => keys.setIfAbsent("once", value, SHORT)));
    expect(set.filter(Boolean)).toHaveLength(1);
    await pass(SHORT);
    expect(await keys.setIfAbsent("once", "3", LONG)).toBe(true);
    expect(await keys.get("once")).toBe("3");
  });

  it("deletes a key, whether it is there or not", async () => {
    await keys.set("deleted", "1", LONG);
    await keys.delete("deleted");
    await keys.delete("deleted");
    expect(await keys.get("deleted")).toBeNull();
  });

  it("lists the living keys of a prefix, taken literally", async () => {
    await keys.set("list*[x]:a", "1", LONG);
    await keys.set("list*[x]:b", "2", LONG);
    await keys.set("list*[x]:gone", "3", SHORT);
    await keys.set("listax:c", "4", LONG);
    await pass(SHORT);
    const listed = await keys.list("list*[x]:");
    expect(listed.sort((one, other) => one.key.localeCompare(other.key))).toEqual([
      { key: "list*[x]:a", value: "1" },
      { key: "list*[x]:b", value: "2" },
    ]);
    expect(await keys.list("nothing")).toEqual([]);
  });

  it("adds up without losing any", async () => {
    await Promise.all(Array.from({ length: 20 }, () => counters.add("sum", 2, LONG)));
    expect(await counters.add("sum", 0.5, LONG)).toBe(40.5);
  });

  it("begins a sum anew when the time from its first addition is over", async () => {
    await counters.add("window", 5, SHORT);
    await counters.add("window", 5, LONG);
    await pass(SHORT);
    expect(await counters.add("window", 1, LONG)).toBe(1);
  });

  it("keeps leases, keys and sums of one name apart", async () => {
    await leases.acquire("same", "holder", LONG);
    await keys.set("same", "value", LONG);
    expect(await counters.add("same", 1, LONG)).toBe(1);
    expect(await leases.holder("same")).toBe("holder");
    expect(await keys.get("same")).toBe("value");
  });

  it("answers a ping", async () => {
    await coordination.ping();
  });
});

describe.skipIf(!redisUrl)("coordination over Redis", () => {
  const url = redisUrl ?? "";

  it("reaches other processes, under one prefix only", async () => {
    const prefix = `test:${randomUUID()}:`;
    const here = await createRedisCoordination({ url, log, prefix });
    const there = await createRedisCoordination({ url, log, prefix });
    const elsewhere = await createRedisCoordination({ url, log, prefix: `test:${randomUUID()}:` });
    const [heard, unheard] = [recorder(), recorder()];
    await there.bus.subscribe("topic", heard.handler);
    await elsewhere.bus.subscribe("topic", unheard.handler);
    await here.bus.publish("topic", "hello");
    await expect.poll(() => heard.received).toEqual(["hello"]);
    await here.leases.acquire("key", "a", LONG);
    expect(await there.leases.acquire("key", "b", LONG)).toBe(false);
    expect(await elsewhere.leases.acquire("key", "b", LONG)).toBe(true);
    expect(unheard.received).toEqual([]);
    for (const coordination of [here, there, elsewhere]) await coordination.close();
  });

  it("is itself again after its connections were cut, subscriptions included", async () => {
    const coordination = await createRedisCoordination({ url, log, prefix: `test:${randomUUID()}:` });
    const { received, handler } = recorder();
    await coordination.bus.subscribe("topic", handler);
    const admin = new Redis(url);
    await admin.call("CLIENT", "KILL", "TYPE", "pubsub");
    await admin.call("CLIENT", "KILL", "TYPE", "normal");
    admin.disconnect();
    let number = 0;
    const hears = async () => {
      await coordination.bus.publish("topic", ++number).catch(() => {});
      return received.length;
    };
    await expect.poll(hears, { timeout: 10_000 }).toBeGreaterThan(0);
    await coordination.keys.set("key", "value", LONG);
    expect(await coordination.keys.get("key")).toBe("value");
    await coordination.close();
  });
});

describe("coordination over a Redis that is not there", () => {
  it("is refused at the start, without the password in the message", async () => {
    const url = "redis://user:secret-word@127.0.0.1:1";
    const refused = createRedisCoordination({ url, log, commandTimeoutMs: 200 });
    await expect(refused).rejects.toMatchObject({ reason: "coordination_unreachable" });
    await expect(refused).rejects.not.toThrow(/secret-word/);
  });
});

function recorder() {
  const received: unknown[] = [];
  return { received, handler: (message: unknown) => void received.push(message) };
}
