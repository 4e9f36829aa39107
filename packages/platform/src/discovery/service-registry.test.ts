import { describe, expect, it } from "vitest";
import { createMemoryCoordination } from "../coordination/memory-coordination.ts";
import { createLogger } from "../log.ts";
import type { ServiceInstance, ServiceName } from "./discovery.ts";
import { createServiceRegistry } from "./service-registry.ts";

const log = createLogger("test", { level: "silent" });

/** Two processes that share a coordination, and a clock that both go by. */
function setup(urls: Partial<Record<ServiceName, string>> = {}) {
  let time = 1_000_000;
  const { keys } = createMemoryCoordination({ log, now: () => time });
  const open = () => createServiceRegistry({ keys, urls, log, now: () => new Date(time) });
  return {
    here: open(),
    there: open(),
    pass: (ms: number) => {
      time += ms;
    },
  };
}

const instance = (id: string, lane: string | null = null, service: ServiceName = "backend"): ServiceInstance => ({
  id,
  service,
  url: `http://${id}:1`,
  lane,
});

describe("service registry", () => {
  it("finds what another process registered, and lists it", async () => {
    const { here, there } = setup();
    await using _ = disposable(await there.register(instance("a")));
    expect(await here.resolve("backend", null)).toBe("http://a:1");
    expect(await here.list("backend")).toEqual([instance("a")]);
    expect(await here.list("edge")).toEqual([]);
  });

  it("does not mix services whose names begin alike", async () => {
    const { here, there } = setup();
    await using _ = disposable(await there.register(instance("t", null, "runtime-sidecar-traces")));
    await expect(here.resolve("runtime-sidecar", null)).rejects.toMatchObject({ reason: "service_unavailable" });
  });

  it("takes turns over the instances", async () => {
    const { here } = setup();
    await using _a = disposable(await here.register(instance("a")));
    await using _b = disposable(await here.register(instance("b")));
    const urls = await Promise.all([1, 2, 3, 4].map(() => here.resolve("backend", null)));
    expect(urls.filter((url) => url === "http://a:1")).toHaveLength(2);
  });

  it("stays in the lane where the lane has the service, and falls back to the base lane where not", async () => {
    const { here } = setup();
    await using _base = disposable(await here.register(instance("base")));
    await using _dev = disposable(await here.register(instance("dev", "dev")));
    for (let round = 0; round < 4; round++) {
      expect(await here.resolve("backend", "dev")).toBe("http://dev:1");
      expect(await here.resolve("backend", "other")).toBe("http://base:1");
      expect(await here.resolve("backend", null)).toBe("http://base:1");
    }
  });

  it("never leads the base lane into another lane", async () => {
    const { here } = setup();
    await using _ = disposable(await here.register(instance("dev", "dev")));
    await expect(here.resolve("backend", null)).rejects.toMatchObject({ reason: "service_unavailable" });
  });

  it("uses configured URLs only for what nobody registered, without the slash at their end", async () => {
    const { here } = setup({ backend: "http://configured/", edge: "http://edge" });
    expect(await here.resolve("backend", "dev")).toBe("http://configured");
    await using _ = disposable(await here.register(instance("a")));
    expect(await here.resolve("backend", null)).toBe("http://a:1");
    expect(await here.resolve("edge", null)).toBe("http://edge");
  });

  it("finds a service that starts after it was asked for in vain", async () => {
    const { here, there } = setup();
    await expect(here.resolve("backend", null)).rejects.toMatchObject({ code: "unavailable" });
    await using _ = disposable(await there.register(instance("late")));
    expect(await here.resolve("backend", null)).toBe("http://late:1");
  });

  it("remembers for a second, and then sees who stopped", async () => {
    const { here, there, pass } = setup();
    const registration = await there.register(instance("a"));
    expect(await here.resolve("backend", null)).toBe("http://a:1");
    await registration.stop();
    expect(await here.resolve("backend", null)).toBe("http://a:1");
    pass(1_001);
    await expect(here.resolve("backend", null)).rejects.toMatchObject({ reason: "service_unavailable" });
  });

  it("forgets an instance that died without a word", async () => {
    const { here, there, pass } = setup();
    await using _ = disposable(await there.register(instance("a")));
    pass(15_001);
    expect(await here.list("backend")).toEqual([]);
  });
});

const disposable = (registration: { stop(): Promise<void> }): AsyncDisposable => ({
  [Symbol.asyncDispose]: () => registration.stop(),
});
