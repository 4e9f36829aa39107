import type { Duplex } from "node:stream";
import type { EgressConnection } from "./egress-door.ts";
import { readFirstBytes } from "./first-bytes.ts";
import { follow } from "./join-streams.ts";

/** Bytes that a client may send before it must be clear who they are for. */
const MAX_HELD_BYTES = 128 * 1024;
const HELLO_TIMEOUT_MS = 30_000;

/**
 * Joins a sandbox's end with the other one. What the sandbox sends first is held back until it is known for whom it is
 * meant; what comes back is not, since with some protocols the other side speaks first.
 */
export function joinTunnel(client: Duplex, connection: EgressConnection, early: Buffer): void {
  const { socket } = connection;
  follow(socket, client);
  client.on("error", () => client.destroy());
  client.once("close", () => {
    if (!client.readableEnded) socket.destroy();
  });

  let held = early;
  let alarm: NodeJS.Timeout | undefined;
  const stopHolding = () => {
    clearTimeout(alarm);
    client.off("data", hold);
    client.off("end", release);
  };
  const release = () => {
    stopHolding();
    if (held.length > 0) socket.write(held);
    follow(client, socket);
  };
  const hold = (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    judge();
  };
  function judge(): void {
    const first = readFirstBytes(held);
    if (first.kind === "more" && held.length <= MAX_HELD_BYTES) {
      if (held.length > 0) alarm ??= setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS);
      return;
    }
    // Out of the way before anything is cut, or the bytes would go out after all.
    stopHolding();
    if (first.kind === "other" || connection.acceptsServerName("serverName" in first ? first.serverName : undefined)) {
      release();
    } else {
      client.destroy();
    }
  }
  socket.once("close", stopHolding);
  client.on("data", hold);
  client.once("end", release);
  judge();
}
