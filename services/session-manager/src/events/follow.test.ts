import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createLogger } from "@nexau-cloud/platform";
import { useTestDatabase, useTestPlatform } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { migrations } from "../db/migrations.ts";
import type { Tables } from "../db/tables.ts";
import { createEventFeed } from "./event-feed.ts";
import { append } from "./event-log.ts";
import { followRun } from "./follow.ts";

const EVENTS = 60;
const EVENT_BYTES = 500_000;
/** One page of the log with its last event, and what is above the mark at which a write asks for a pause. */
const BOUND = 2_000_000;

describe("a follower that does not read", async () => {
  const db = await useTestDatabase<Tables>(migrations, "session_manager");
  const { coordination } = await useTestPlatform();
  const log = createLogger("test", { level: "silent" });
  const feed = await createEventFeed({
    bus: coordination.bus,
    instanceId: "one",
    tailBytes: 100_000,
    onError: (error) => log.error({ err: error }),
  });

  it("costs no more than a page, however much is written, and gets everything once it reads", async () => {
    let response: ServerResponse | undefined;
    let following: Promise<void> | undefined;
    const server = createServer((_request, answer) => {
      response = answer;
      const deps = { db, feed, endOf: async () => null, keepAliveMs: 60_000, stallMs: 60_000 };
      following = followRun(deps, { runId: "run_1", after: 0 }, answer);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    await once(server, "request");
    socket.pause();

    let highest = 0;
    for (let sequence = 1; sequence <= EVENTS; sequence++) {
      const events = [{ sequence, json: JSON.stringify({ delta: "y".repeat(EVENT_BYTES) }) }];
      await db.transaction().execute((trx) => append(trx, "run_1", events));
      feed.written("run_1", events);
      highest = Math.max(highest, response?.writableLength ?? Number.POSITIVE_INFINITY);
    }
    expect(highest).toBeLessThan(BOUND);
    feed.ended("run_1", EVENTS);

    let received = "";
    socket.setEncoding("latin1").on("data", (text) => {
      received += text;
    });
    socket.resume();
    await once(socket, "close");
    await following;
    const sequences = [...received.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(sequences).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
    server.close();
  });
});
