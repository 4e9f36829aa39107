import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { stopRequest } from "./stop-request.ts";

function setup() {
  const signals = new EventEmitter();
  const exits: number[] = [];
  let time = 0;
  const stopped = stopRequest({
    on: (signal, handler) => signals.on(signal, handler),
    exit: (code) => exits.push(code),
    now: () => time,
  });
  return { signals, exits, stopped, pass: (ms: number) => (time += ms) };
}

describe("stop request", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"])("comes with %s, and lets everything stop in order", async (signal) => {
    const { signals, exits, stopped } = setup();
    signals.emit(signal);
    await stopped;
    expect(exits).toEqual([]);
  });

  it("is one and the same when npm passes the terminal's signal on", async () => {
    const { signals, exits, stopped, pass } = setup();
    signals.emit("SIGINT");
    pass(20);
    signals.emit("SIGINT");
    await stopped;
    expect(exits).toEqual([]);
  });

  it("ends the process at once when it comes a second time", async () => {
    const { signals, exits, stopped, pass } = setup();
    signals.emit("SIGTERM");
    await stopped;
    pass(2_000);
    signals.emit("SIGINT");
    expect(exits).toEqual([130]);
  });
});
