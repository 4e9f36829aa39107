import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NetworkPolicy } from "@nexau-cloud/contracts";
import { afterAll } from "vitest";
import { createClosedAddresses } from "./closed-addresses.ts";
import { createEgressGateway } from "./egress-gateway.ts";

/** Stands for the Internet: an address of this machine that the operator has opened. */
export const INTERNET = "127.1.0.1";
/** Stands for the machine itself: not opened. */
export const HOST = "127.0.0.1";

export async function listenOn(server: Server | ReturnType<typeof createHttpServer>, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  afterAll(() => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** Says back what it is told, on the named address. */
export async function useEcho(host: string): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
  });
  return listenOn(server, host);
}

export async function useWebsite(host: string): Promise<number> {
  const server = createHttpServer((request, response) => {
    response.end(JSON.stringify({ host: request.headers.host, url: request.url, headers: request.headers }));
  });
  return listenOn(server, host);
}

/** A gateway with one door, and a plain client of it. Names lead where `names` says. */
export async function useGateway(
  first: NetworkPolicy,
  names: Record<string, string[]> = {},
  ceiling: NetworkPolicy = { egress: "open", allow: [], deny: [] },
) {
  const dataDir = await mkdtemp(join(tmpdir(), "egress-test-"));
  const ownPorts = new Set<number>();
  const lookedUp: string[] = [];
  const gateway = await createEgressGateway({
    dataDir,
    closed: createClosedAddresses({ allowPrivate: ["127.1.0.0/16"], ownPorts: async () => ownPorts }),
    resolve: async (name) => {
      lookedUp.push(name);
      return names[name] ?? [];
    },
    maxConnections: 8,
    connectTimeoutMs: 2_000,
    now: () => new Date(),
  });
  afterAll(async () => {
    await gateway.closeAll();
    await rm(dataDir, { recursive: true, force: true });
  });
  const path = await gateway.open("isandbox", { policy: first, ceiling });
  const door = () => {
    const found = gateway.find("isandbox");
    if (!found) throw new Error("the door is closed");
    return found;
  };
  return { gateway, path, door, ownPorts, lookedUp, client: () => createClient(path) };
}

async function createClient(path: string) {
  const socket = connect({ path, allowHalfOpen: true });
  let text = Buffer.alloc(0);
  let ended = false;
  let wake: (() => void) | undefined;
  socket.on("data", (data) => {
    text = Buffer.concat([text, data]);
    wake?.();
  });
  socket.on("error", () => undefined);
  const finish = () => {
    ended = true;
    wake?.();
  };
  socket.once("end", finish);
  socket.once("close", finish);
  afterAll(() => socket.destroy());
  await new Promise<void>((resolve) => socket.once("connect", resolve));

  const until = async (done: () => boolean): Promise<Buffer> => {
    while (!done() && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return text;
  };
  const client = {
    socket,
    send: (data: string | Buffer) => socket.write(data),
    /** Everything so far, once it has that in it or nothing more will come. */
    reads: async (wanted: string) => (await until(() => text.includes(wanted))).toString("latin1"),
    bytes: (count: number) => until(() => text.length >= count),
    ended: async () => (await until(() => false)).toString("latin1"),
    connect: async (authority: string) => {
      socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`);
      return client.reads("\r\n\r\n");
    },
  };
  return client;
}
