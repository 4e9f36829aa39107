import type { Socket } from "node:net";
import type { EgressDoor } from "./egress-door.ts";
import { EgressRefusal } from "./refusal.ts";
import { joinTunnel } from "./tunnel.ts";

/** First byte of whoever speaks SOCKS 5 (RFC 1928). */
export const SOCKS_VERSION = 5;

const NO_AUTHENTICATION = 0;
const NO_METHOD = 0xff;
const CONNECT = 1;
const [IPV4, NAME, IPV6] = [1, 3, 4];
const [SUCCEEDED, NOT_ALLOWED, UNREACHABLE, UNKNOWN_COMMAND, UNKNOWN_ADDRESS] = [0, 2, 4, 7, 8];
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** The door as a SOCKS 5 proxy that knows names. Only connections: neither listening nor UDP leaves a sandbox. */
export async function serveSocks(client: Socket, door: EgressDoor): Promise<void> {
  const alarm = setTimeout(() => client.destroy(), HANDSHAKE_TIMEOUT_MS);
  const reader = createReader(client);
  try {
    const [, methodCount = 0] = await reader.take(2);
    const methods = await reader.take(methodCount);
    if (!methods.includes(NO_AUTHENTICATION)) {
      client.end(Buffer.from([SOCKS_VERSION, NO_METHOD]));
      return;
    }
    client.write(Buffer.from([SOCKS_VERSION, NO_AUTHENTICATION]));
    const [version, command, , kind] = await reader.take(4);
    if (version !== SOCKS_VERSION) throw new Error("not SOCKS 5");
    const host = await readHost(reader, kind);
    const port = (await reader.take(2)).readUInt16BE();
    if (command !== CONNECT || host === undefined) {
      client.end(answer(host === undefined ? UNKNOWN_ADDRESS : UNKNOWN_COMMAND));
      return;
    }
    clearTimeout(alarm);
    const connection = await door.connect({ host, port, protocol: "socks5" });
    if (client.destroyed) {
      connection.socket.destroy();
      return;
    }
    client.write(answer(SUCCEEDED));
    joinTunnel(client, connection, reader.rest());
  } catch (error) {
    if (error instanceof EgressRefusal) client.end(answer(codeOf(error)));
    else client.destroy();
  } finally {
    clearTimeout(alarm);
  }
}

type Reader = ReturnType<typeof createReader>;

async function readHost(reader: Reader, kind: number | undefined): Promise<string | undefined> {
  if (kind === IPV4) return [...(await reader.take(4))].join(".");
  if (kind === IPV6) {
    const hex = (await reader.take(16)).toString("hex");
    return hex.match(/.{4}/g)?.join(":");
  }
  if (kind !== NAME) return undefined;
  const [length = 0] = await reader.take(1);
  // Byte for byte, so that nothing in it is dropped before it is checked.
  return (await reader.take(length)).toString("latin1");
}

function codeOf({ reason }: EgressRefusal): number {
  return reason === "unreachable" || reason === "name_unknown" ? UNREACHABLE : NOT_ALLOWED;
}

const answer = (code: number) => Buffer.from([SOCKS_VERSION, code, 0, IPV4, 0, 0, 0, 0, 0, 0]);

/** Takes bytes as the protocol needs them, and gives back what came beyond. */
function createReader(socket: Socket) {
  let held = Buffer.alloc(0);
  let wake: (() => void) | undefined;
  let ended = false;
  const onData = (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    wake?.();
  };
  const onEnd = () => {
    ended = true;
    wake?.();
  };
  socket.on("data", onData);
  socket.once("end", onEnd);
  socket.once("close", onEnd);

  return {
    take: async (count: number): Promise<Buffer> => {
      while (held.length < count) {
        if (ended) throw new Error("ended in the handshake");
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
    rest: (): Buffer => {
      socket.off("data", onData);
      return held;
    },
  };
}
